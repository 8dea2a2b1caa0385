package io.sluice.scsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdbTest {
  private static Cdb cdb(int... bytes) {
    byte[] cdb = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      cdb[i] = (byte) bytes[i];
    }
    return new Cdb(cdb);
  }

  @Test
  void shouldReadBlockZeroOfTheSixByteForm() {
    assertEquals(0, cdb(0x08, 0, 0, 0, 1, 0).lba());
    assertEquals(0, cdb(0x0A, 0, 0, 0, 1, 0).lba());
  }

  @Property
  void shouldUseAll21BitsOfTheSixByteForm(Any any) {
    int lba = any.intWithin(0, 0x1FFFFF);
    assertEquals(lba, cdb(0x08, lba >>> 16, lba >>> 8, lba, 1, 0).lba());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x40, 0x80, 0xE0})
  void shouldNotTakeOldLunBitsForLbaBits(int lun) {
    assertEquals(0x1F0203, cdb(0x08, lun | 0x1F, 2, 3, 1, 0).lba());
  }

  @ParameterizedTest
  @CsvSource({"0x08, 0, 256", "0x0A, 0, 256", "0x08, 1, 1", "0x0A, 255, 255", "0x12, 0, 0"})
  void shouldTakeATransferLengthOfZeroFor256InRead6AndWrite6Only(
      int opcode, int length, int expected) {
    assertEquals(expected, cdb(opcode, 0, 0, 0, length, 0).transferLength());
  }

  @Property
  void shouldReadTheTenByteForm(Any any) {
    long lba = any.longWithin(0, 0xFFFFFFFFL);
    int length = any.intWithin(0, 0xFFFF);
    byte[] bytes = new byte[10];
    bytes[0] = 0x28;
    ByteBuffer.wrap(bytes).putInt(2, (int) lba).putShort(7, (short) length);
    assertEquals(lba, new Cdb(bytes).lba());
    assertEquals(length, new Cdb(bytes).transferLength());
  }

  @Property
  void shouldReadTheTwelveByteForm(Any any) {
    long lba = any.longWithin(0, 0xFFFFFFFFL);
    long length = any.longWithin(0, 0xFFFFFFFFL);
    byte[] bytes = new byte[12];
    bytes[0] = (byte) 0xA8;
    ByteBuffer.wrap(bytes).putInt(2, (int) lba).putInt(6, (int) length);
    assertEquals(lba, new Cdb(bytes).lba());
    assertEquals(length, new Cdb(bytes).transferLength());
  }

  @Property
  void shouldReadTheSixteenByteForm(Any any) {
    long lba = any.longValue();
    long length = any.longWithin(0, 0xFFFFFFFFL);
    byte[] bytes = new byte[16];
    bytes[0] = (byte) 0x88;
    ByteBuffer.wrap(bytes).putLong(2, lba).putInt(10, (int) length);
    assertEquals(lba, new Cdb(bytes).lba());
    assertEquals(length, new Cdb(bytes).transferLength());
  }

  @Property
  void shouldReadTheVariableForm(Any any) {
    long lba = any.longValue();
    long length = any.longWithin(0, 0xFFFFFFFFL);
    byte[] bytes = new byte[32];
    bytes[0] = 0x7F;
    bytes[7] = 24;
    ByteBuffer.wrap(bytes).putShort(8, (short) 9).putLong(12, lba).putInt(28, (int) length);
    Cdb cdb = Cdb.copyOf(ByteBuffer.wrap(bytes), 0, 32);
    assertEquals(32, cdb.length());
    assertEquals(9, cdb.serviceAction());
    assertEquals(lba, cdb.lba());
    assertEquals(length, cdb.transferLength());
  }

  @Test
  void shouldGoByTheOperationCodeWhereATransportPads() {
    byte[] padded = new byte[16];
    ByteBuffer.wrap(padded).put(0, (byte) 0x28).putInt(2, 77).putShort(7, (short) 5);
    assertEquals(77, new Cdb(padded).lba());
    assertEquals(5, new Cdb(padded).transferLength());
  }

  @Property
  void shouldReadZeroPastTheEnd(Any any) {
    byte[] bytes = any.bytes(1, 260);
    Cdb cdb = new Cdb(bytes);
    assertEquals(0, cdb.u8(bytes.length));
    assertEquals(0, cdb.u64(bytes.length));
    assertEquals((bytes[bytes.length - 1] & 0xFFL) << 24, cdb.u32(bytes.length - 1));
  }

  @Property
  void shouldCopyWhatTheOperationCodeSaysAndNoMore(Any any) {
    byte[] memory = any.bytes(1, 300);
    int offset = any.intWithin(0, 299);
    int at = offset % memory.length;
    int limit = memory.length - at;
    Cdb cdb;
    try {
      cdb = Cdb.copyOf(ByteBuffer.wrap(memory), at, limit);
    } catch (IllegalArgumentException e) {
      return; // longer than there is room
    }
    assertTrue(cdb.length() <= limit);
    assertArrayEquals(Arrays.copyOfRange(memory, at, at + cdb.length()), cdb.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "0x00, 6",
    "0x1F, 6",
    "0x20, 10",
    "0x5F, 10",
    "0x60, 12",
    "0x7D, 12",
    "0x80, 16",
    "0x9F, 16",
    "0xA0, 12",
    "0xBF, 12",
    "0xC0, 10",
    "0xFF, 10"
  })
  void shouldKnowTheLengthOfEachGroup(int opcode, int length) {
    ByteBuffer memory = ByteBuffer.allocate(300).put(0, (byte) opcode);
    assertEquals(length, Cdb.copyOf(memory, 0, 300).length());
    assertEquals(length, Cdb.copyOf(memory, 0, length).length());
    assertThrows(IllegalArgumentException.class, () -> Cdb.copyOf(memory, 0, length - 1));
  }

  @Test
  void shouldRefuseLengthsThatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new Cdb(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> new Cdb(new byte[261]));
    ByteBuffer memory = ByteBuffer.allocate(1000).put(0, (byte) 0x7F).put(7, (byte) 255);
    assertThrows(IllegalArgumentException.class, () -> Cdb.copyOf(memory, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Cdb.copyOf(memory, 0, 7));
    assertThrows(IllegalArgumentException.class, () -> Cdb.copyOf(memory, 0, 1000));
  }

  @Test
  void shouldKeepACopyOfTheMemory() {
    byte[] memory = {0x28, 0, 0, 0, 0, 7, 0, 0, 1, 0};
    Cdb cdb = Cdb.copyOf(ByteBuffer.wrap(memory), 0, 10);
    Arrays.fill(memory, (byte) 0xFF);
    assertEquals(7, cdb.lba());
    cdb.toByteArray()[5] = 9;
    assertEquals(7, cdb.lba());
  }

  @Test
  void shouldPrintItsBytes() {
    assertEquals("1200000024ff", cdb(0x12, 0, 0, 0, 0x24, 0xFF).toString());
  }
}
