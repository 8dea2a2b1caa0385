package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.info;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.backend.AtomicWrites;
import io.sluice.backend.Capabilities;
import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InquiryCommandTest {
  private static final ScsiDevice DEVICE =
      new DeviceIdentity(
          "disk0",
          Naa.parse("6001405123456789fedcba9876543210"),
          "SN42",
          new InquiryInfo("ACME", "A DISK OF MANY WORDS", "1.0"));

  private static TestCmd inquiry(int byte1, int page, int allocation, int room) {
    return TestCmd.of(0x12, byte1, page, allocation >>> 8, allocation, 0)
        .withDevice(DEVICE)
        .withDataIn(room);
  }

  private static byte[] page(int code, VolumeInfo info) {
    TestCmd cmd = inquiry(1, code, 1000, 1000);
    cmd.complete(InquiryCommand.respond(cmd, Optional.of(info)));
    return cmd.received();
  }

  @Test
  void shouldTellStandardData() {
    TestCmd cmd = inquiry(0, 0, 255, 255);
    cmd.complete(InquiryCommand.respond(cmd, Optional.empty()));
    byte[] data = cmd.received();
    assertEquals(data.length - 5, data[4]);
    assertEquals("0000061245000002", hex(Arrays.copyOf(data, 8)));
    assertEquals(
        "ACME    A DISK OF MANY W1.0 ", new String(data, 8, 28, StandardCharsets.US_ASCII));
    assertEquals("00a0046004c0", hex(Arrays.copyOfRange(data, 58, 64)));
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "5, 100", "36, 36", "36, 100", "255, 20"})
  void shouldCutToTheAllocationLengthAndTheRoom(int allocation, int room) {
    TestCmd cmd = inquiry(0, 0, allocation, room);
    cmd.complete(InquiryCommand.respond(cmd, Optional.empty()));
    assertEquals(Math.min(74, Math.min(allocation, room)), cmd.received().length);
  }

  @Test
  void shouldUseBothBytesOfTheAllocationLength() {
    TestCmd cmd = inquiry(0, 0, 0x0100, 300);
    cmd.complete(InquiryCommand.respond(cmd, Optional.empty()));
    assertEquals(74, cmd.received().length);
  }

  @Test
  void shouldListItsPages() {
    assertArrayEquals(hex("00 00 0007 00 80 83 86 B0 B1 B2"), page(0, info(10, 512, 512, ALL)));
    TestCmd cmd = inquiry(1, 0, 100, 100);
    cmd.complete(InquiryCommand.respond(cmd, Optional.empty()));
    assertArrayEquals(hex("00 00 0003 00 80 83"), cmd.received());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2})
  void shouldTellEveryPageItLists(int code) {
    byte[] page = page(code, info(10, 512, 512, ALL));
    assertEquals(code, page[1] & 0xFF);
    assertEquals(page.length - 4, ByteBuffer.wrap(page).getShort(2));
  }

  @Test
  void shouldTellTheSerial() {
    assertArrayEquals(hex("00 80 0004 534E3432"), page(0x80, info(10, 512, 512, ALL)));
  }

  @Test
  void shouldTellTheRealName() {
    assertArrayEquals(
        hex(
            "00 83 0024"
                + " 01 03 00 10 6001405123456789fedcba9876543210"
                + " 02 01 00 0C 41434D4520202020 534E3432"),
        page(0x83, info(10, 512, 512, ALL)));
  }

  @Test
  void shouldTellEachUnitsOwnName() {
    TestCmd other = inquiry(1, 0x83, 100, 100).withDevice(DeviceIdentity.of("other"));
    other.complete(InquiryCommand.respond(other, Optional.empty()));
    byte[] mine = page(0x83, info(10, 512, 512, ALL));
    assertFalse(Arrays.equals(mine, 8, 24, other.received(), 8, 24));
  }

  @Test
  void shouldTellTheBlockLimits() {
    Capabilities can =
        Capabilities.builder()
            .writeCache(true)
            .discard(4096, true)
            .optimalTransfer(65_536)
            .maximumTransfer(1 << 20)
            .build();
    ByteBuffer page = ByteBuffer.wrap(page(0xB0, info(1000, 512, 4096, can)));
    assertEquals(64, page.capacity());
    assertEquals(0, page.get(4), "WSNZ");
    assertEquals((byte) 255, page.get(5), "maximum compare and write");
    assertEquals(8, page.getShort(6), "granularity");
    assertEquals(2048, page.getInt(8), "maximum transfer");
    assertEquals(128, page.getInt(12), "optimal transfer");
    assertEquals(1 << 20, page.getInt(20), "maximum unmap");
    assertEquals(64, page.getInt(24), "unmap descriptors");
    assertEquals(8, page.getInt(28), "unmap granularity");
    assertEquals(1 << 23, page.getLong(36), "maximum write same");
  }

  @Test
  void shouldTellWhichWritesAreAtomic() {
    Capabilities can = Capabilities.PLAIN.with(new AtomicWrites(1 << 20, 4096, 8192));
    ByteBuffer page = ByteBuffer.wrap(page(0xB0, info(1000, 512, 512, can)));
    assertEquals(2048, page.getInt(44), "maximum atomic transfer");
    assertEquals(16, page.getInt(48), "atomic alignment");
    assertEquals(8, page.getInt(52), "atomic granularity");
    assertEquals(0, page.getInt(56), "maximum with atomic boundary");
    assertEquals(0, page.getInt(60), "maximum atomic boundary");
  }

  @Test
  void shouldTellNoLimitsOfUnmapWithoutDiscard() {
    ByteBuffer page = ByteBuffer.wrap(page(0xB0, info(1000, 512, 512, Capabilities.PLAIN)));
    assertEquals(0, page.getInt(8));
    assertEquals(0, page.getInt(20));
    assertEquals(0, page.getInt(24));
  }

  @Test
  void shouldTellWhetherItTurns() {
    Capabilities turning = Capabilities.builder().rotational(true).build();
    assertEquals(1, ByteBuffer.wrap(page(0xB1, info(9, 512, 512, ALL))).getShort(4));
    assertEquals(0, ByteBuffer.wrap(page(0xB1, info(9, 512, 512, turning))).getShort(4));
  }

  @Test
  void shouldTellItsProvisioning() {
    assertArrayEquals(hex("00 B2 0004 00 E4 02 00"), page(0xB2, info(9, 512, 512, ALL)));
    assertArrayEquals(
        hex("00 B2 0004 00 00 00 00"), page(0xB2, info(9, 512, 512, Capabilities.PLAIN)));
  }

  @ParameterizedTest
  @CsvSource({"0x02, 1", "0x12, 4", "0x1F, 4"})
  void shouldRefuseReservedBits(int byte1, int bit) {
    assertInvalidFieldInCdb(
        1, bit, InquiryCommand.respond(inquiry(byte1, 0, 99, 99), Optional.empty()));
  }

  @Test
  void shouldRefusePagesThatAreNotThere() {
    ScsiResponse expected = ScsiResponse.invalidFieldInCdb(2, -1);
    assertEquals(expected, InquiryCommand.respond(inquiry(0, 0x80, 9, 9), Optional.empty()));
    assertEquals(expected, InquiryCommand.respond(inquiry(1, 0xB0, 9, 9), Optional.empty()));
    for (int code = 0; code < 256; code++) {
      TestCmd cmd = inquiry(1, code, 99, 99);
      ScsiResponse response = InquiryCommand.respond(cmd, Optional.of(info(9, 512, 512, ALL)));
      boolean listed =
          code == 0 || code == 0x80 || code == 0x83 || code == 0x86 || code >= 0xB0 && code <= 0xB2;
      assertEquals(!listed, response.equals(expected), "page " + code);
    }
  }
}
