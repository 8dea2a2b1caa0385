package io.sluice.iscsi.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.1.0.0/16, 10.1.255.255, true",
    "10.1.0.0/16, 10.2.0.0, false",
    "10.1.2.128/25, 10.1.2.127, false",
    "0.0.0.0/0, 192.168.1.1, true",
    "0.0.0.0/0, ::1, false",
    "::1, ::1, true",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe80::1, false"
  })
  void shouldContainWhatBeginsWithItsBits(String range, String address, boolean contained)
      throws UnknownHostException {
    InetAddress tested = InetAddress.getAllByName(address)[0];
    assertEquals(contained, AddressRange.parse(range).contains(tested));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.1.2.3/33",
        "10.1.2.3/",
        "10.1.2.3/-1",
        "::1/129",
        "1.2.3.999",
        "1.2.3",
        "1.2",
        "16909060",
        "1.2.3/24",
        "1.2.3.4.5",
        "1.2.3."
      })
  void shouldRefuseWhatIsNoAddress(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }
}
