package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  @Test
  void shouldPadAndCutInquiryStrings() {
    assertEquals("ab      ", fixed("ab", 8));
    assertEquals("abcdefgh", fixed("abcdefghij", 8));
    assertEquals("abcdefgh", fixed("abcdefgh", 8));
    assertEquals("    ", fixed("", 4));
  }

  private static String fixed(String text, int length) {
    return new String(InquiryInfo.fixedString(text, length), StandardCharsets.US_ASCII);
  }

  @Property
  void shouldFillTheFieldWhateverTheText(Any any) {
    String text = any.text(255);
    int n = any.intWithin(0, 64);
    assertEquals(n, InquiryInfo.fixedString(text, n).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ü", "a\nb", "\u0000", "a\u007F"})
  void shouldRefuseWhatIsNotPrintableAscii(String text) {
    assertThrows(IllegalArgumentException.class, () -> new InquiryInfo(text, "", ""));
    assertThrows(IllegalArgumentException.class, () -> new InquiryInfo("", text, ""));
    assertThrows(IllegalArgumentException.class, () -> new InquiryInfo("", "", text));
    assertThrows(IllegalArgumentException.class, () -> withSerial(text));
  }

  private static DeviceIdentity withSerial(String serial) {
    return new DeviceIdentity("d", Naa.of("d"), serial, InquiryInfo.DEFAULT);
  }

  @Test
  void shouldMakeAStableSerialFromAName() {
    // Written down: another value here would rename every disk there is.
    assertEquals("932fb5cb685c3f2e", DeviceIdentity.serialOf("disk0"));
    assertNotEquals(DeviceIdentity.serialOf("disk0"), DeviceIdentity.serialOf("disk1"));
  }

  @Test
  void shouldMakeAllFromAName() {
    DeviceIdentity identity = DeviceIdentity.of("disk0");
    assertEquals("disk0", identity.name());
    assertEquals(Naa.of("disk0"), identity.wwn());
    assertEquals(DeviceIdentity.serialOf("disk0"), identity.serial());
    assertEquals(InquiryInfo.DEFAULT, identity.inquiryInfo());
  }

  @Test
  void shouldRefuseWhatCannotBeTold() {
    assertThrows(IllegalArgumentException.class, () -> DeviceIdentity.of(""));
    assertThrows(IllegalArgumentException.class, () -> withSerial(""));
    assertThrows(IllegalArgumentException.class, () -> withSerial("1".repeat(241)));
    assertEquals(240, withSerial("1".repeat(240)).serial().length());
  }
}
