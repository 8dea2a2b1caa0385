package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IscsiNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "iqn.1993-08.org.debian:01:farm1",
        "iqn.2008-11.org.linux-kvm:my_vm",
        "iqn.2026-11.com.example:größe",
        "eui.02004567A425678D",
        "naa.52004567BA64678D"
      })
  void shouldTakeTheNamesThatThereAre(String name) {
    assertTrue(IscsiName.isValid(name));
  }

  @Test
  void shouldTakeNoneThatATerminalWouldObeyOrNotShow() {
    for (String piece : UNPRINTABLE) {
      assertFalse(IscsiName.isValid("iqn.2026-11.com.example:a" + piece + "b"), piece);
    }
  }

  private static final String[] UNPRINTABLE = {
    "\u009b31m",
    "\u0085",
    "\u202e",
    "\u2066",
    "\u2028",
    "\u2029",
    "\u001b[2J",
    "\u0000",
    "\u007f",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\udc00",
    "\ue000",
    "\u00a0",
    "\u3000",
    " ",
    ",",
    "\udb40\udc01"
  };
}
