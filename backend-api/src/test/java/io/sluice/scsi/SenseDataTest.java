package io.sluice.scsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SenseDataTest {
  private static final SenseData INVALID_FIELD =
      new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
  private static final SenseData UNREADABLE =
      new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void shouldEncodeFixedFormat() {
    assertArrayEquals(
        hex("70 00 05 00000000 0A 00000000 24 00 00 000000"), INVALID_FIELD.toFixedFormat());
  }

  @Test
  void shouldEncodeDescriptorFormat() {
    assertArrayEquals(hex("72 05 24 00 000000 00"), INVALID_FIELD.toDescriptorFormat());
  }

  @Test
  void shouldPointAtAByteOfTheCdb() {
    SenseData sense = INVALID_FIELD.withFieldPointer(true, 0x0102, -1);
    assertArrayEquals(hex("70 00 05 00000000 0A 00000000 24 00 00 C00102"), sense.toFixedFormat());
    assertArrayEquals(
        hex("72 05 24 00 000000 08 02 06 0000 C00102 00"), sense.toDescriptorFormat());
  }

  @Test
  void shouldPointAtABitOfTheParameterList() {
    SenseData sense = INVALID_FIELD.withFieldPointer(false, 3, 5);
    assertArrayEquals(hex("70 00 05 00000000 0A 00000000 24 00 00 8D0003"), sense.toFixedFormat());
  }

  @Property
  void shouldTellTheLba(Any any) {
    long lba = any.longWithin(0, 0xFFFFFFFFL);
    ByteBuffer fixed = ByteBuffer.wrap(UNREADABLE.withInformation(lba).toFixedFormat());
    assertEquals((byte) 0xF0, fixed.get(0));
    assertEquals((int) lba, fixed.getInt(3));
  }

  @Property
  void shouldTellAnyLbaInDescriptorFormat(Any any) {
    long lba = any.longValue();
    ByteBuffer sense = ByteBuffer.wrap(UNREADABLE.withInformation(lba).toDescriptorFormat());
    assertEquals(20, sense.capacity());
    assertEquals(12, sense.get(7));
    assertEquals(0x000A8000, sense.getInt(8));
    assertEquals(lba, sense.getLong(12));
  }

  @Property
  void shouldLeaveOutAnLbaThatFixedFormatHasNoRoomFor(Any any) {
    long lba = any.longWithin(1L << 32, Long.MAX_VALUE);
    ByteBuffer fixed = ByteBuffer.wrap(UNREADABLE.withInformation(lba).toFixedFormat());
    assertEquals((byte) 0x70, fixed.get(0));
    assertEquals(0, fixed.getInt(3));
  }

  @Test
  void shouldEncodeBothDescriptors() {
    byte[] sense =
        INVALID_FIELD.withInformation(1).withFieldPointer(true, 2, 7).toDescriptorFormat();
    assertArrayEquals(
        hex("72 05 24 00 000000 14 000A8000 0000000000000001 02060000 CF0002 00"), sense);
  }

  @ParameterizedTest
  @EnumSource
  void shouldEncodeEveryKey(SenseKey key) {
    assertEquals(key.code(), new SenseData(key, AdditionalSense.NONE).toFixedFormat()[2]);
  }

  @Property
  void shouldRefuseCodesThatAreNoBytes(Any any) {
    int asc = any.intValue();
    int ascq = any.intWithin(0, 255);
    if (asc >= 0 && asc <= 255) {
      assertEquals(asc, new AdditionalSense(asc, ascq, "").asc());
    } else {
      assertThrows(IllegalArgumentException.class, () -> new AdditionalSense(asc, ascq, ""));
      assertThrows(IllegalArgumentException.class, () -> new AdditionalSense(ascq, asc, ""));
    }
  }
}
