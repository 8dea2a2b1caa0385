package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NaaTest {
  @Test
  void shouldPutItsFieldsWhereTheStandardHasThem() {
    assertEquals("naa.5001405123456789", Naa.registered(0x001405, 0x123456789L).toString());
    assertEquals(
        "naa.6001405123456789fedcba9876543210",
        Naa.extended(0x001405, 0x123456789L, 0xFEDCBA9876543210L).toString());
  }

  @Property
  void shouldReadWhatItWrites(Any any) {
    int oui = any.intWithin(0, 0xFFFFFF);
    long id = any.longWithin(0, 0xFFFFFFFFFL);
    long extension = any.longValue();
    boolean extended = any.flag();
    Naa naa = extended ? Naa.extended(oui, id, extension) : Naa.registered(oui, id);
    assertEquals(naa, Naa.parse(naa.toString()));
    assertEquals(extended ? 16 : 8, naa.toByteArray().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5001405123456789",
        "naa.5001405123456789",
        "NAA.5001405123456789",
        "0x5001405123456789",
        " 5001405123456789 "
      })
  void shouldReadAllUsualSpellings(String text) {
    assertEquals(Naa.registered(0x001405, 0x123456789L), Naa.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "naa.",
        "5",
        "500140512345678",
        "50014051234567890",
        "6001405123456789",
        "50014051234567890123456789012345",
        "2001405123456789",
        "500140512345678g",
        "naa.naa.5001405123456789",
        "wwn-0x5001405123456789"
      })
  void shouldSayClearlyWhatIsNoName(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Naa.parse(text)).getMessage();
    assertTrue(message.contains("'" + text + "'"), message);
  }

  @Test
  void shouldRefuseFieldsThatAreTooWide() {
    assertThrows(IllegalArgumentException.class, () -> Naa.registered(1 << 24, 0));
    assertThrows(IllegalArgumentException.class, () -> Naa.registered(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Naa.registered(0, 1L << 36));
    assertThrows(IllegalArgumentException.class, () -> Naa.registered(0, -1));
    assertThrows(IllegalArgumentException.class, () -> new Naa(0, 0, 1, false));
  }

  @Test
  void shouldMakeTheSameNameFromTheSameSeedForever() {
    // Written down: another value here would rename every disk there is.
    assertEquals("naa.6001405b8c9291a53be2d7a88774fea2", Naa.of("disk0").toString());
  }

  @Test
  void shouldMakeAnotherNameFromEachSeed() {
    Set<Naa> names = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(names.add(Naa.of("disk" + i)));
    }
    assertNotEquals(Naa.of(""), Naa.of(" "));
    assertEquals(6, HexFormat.fromHexDigit(Naa.of("").toString().charAt(4)));
  }
}
