package io.sluice.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 3720 B.4. */
class DigestTest {
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, aa36918a",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 43aba862",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 4e79dd46",
    "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100, 5cdb3f11",
    "01c000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000, 563a96d9"
  })
  void shouldBeAsInTheStandard(String bytes, String digest) {
    ByteBuffer data = ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
    assertEquals(digest, HexFormat.of().toHexDigits(new Digest().update(data).value()));
  }
}
