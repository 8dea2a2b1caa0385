package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.info;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadCapacityCommandTest {
  private static TestCmd readCapacity10(int... fields) {
    int[] cdb = new int[10];
    cdb[0] = 0x25;
    for (int i = 0; i < fields.length; i += 2) {
      cdb[fields[i]] = fields[i + 1];
    }
    return TestCmd.of(cdb).withDataIn(8);
  }

  private static TestCmd readCapacity16(int allocation) {
    return TestCmd.of(0x9E, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, allocation, 0, 0).withDataIn(32);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 512, 0",
    "2048, 4096, 2047",
    "0xFFFFFFFE, 512, 0xFFFFFFFD",
    "0xFFFFFFFF, 512, 0xFFFFFFFE",
    "0x100000000, 512, 0xFFFFFFFF",
    "0x100000001, 512, 0xFFFFFFFF",
    "0x1000000000, 512, 0xFFFFFFFF"
  })
  void shouldTellTheLastBlockOrAskForTheLongForm(String blocks, int blockSize, String last) {
    TestCmd cmd = readCapacity10();
    Geometry geometry = new Geometry(Long.decode(blocks), blockSize, blockSize);
    cmd.complete(ReadCapacity10Command.respond(cmd, geometry));
    ByteBuffer data = ByteBuffer.wrap(cmd.received());
    assertEquals(Long.decode(last), data.getInt(0) & 0xFFFFFFFFL);
    assertEquals(blockSize, data.getInt(4));
  }

  @Test
  void shouldRefuseAnAddressWithoutPmi() {
    Geometry geometry = new Geometry(10, 512, 512);
    assertInvalidFieldInCdb(2, -1, ReadCapacity10Command.respond(readCapacity10(5, 1), geometry));
    TestCmd cmd = readCapacity10(5, 1, 8, 1);
    cmd.complete(ReadCapacity10Command.respond(cmd, geometry));
    assertEquals(8, cmd.received().length);
  }

  @ParameterizedTest
  @CsvSource({"512, 512, 0", "512, 4096, 3", "4096, 4096, 0", "512, 1073741824, 15"})
  void shouldTellAllInTheLongForm(int blockSize, int physical, int exponent) {
    TestCmd cmd = readCapacity16(32);
    VolumeInfo info = info(1L << 33, blockSize, physical, Capabilities.PLAIN);
    cmd.complete(ReadCapacity16Command.respond(cmd, info));
    ByteBuffer data = ByteBuffer.wrap(cmd.received());
    assertEquals((1L << 33) - 1, data.getLong(0));
    assertEquals(blockSize, data.getInt(8));
    assertEquals(exponent, data.get(13));
    assertEquals(0, data.getShort(14));
    assertEquals(32, data.capacity());
  }

  @Test
  void shouldTellWhetherBlocksCanBeUnmapped() {
    TestCmd cmd = readCapacity16(32);
    cmd.complete(ReadCapacity16Command.respond(cmd, info(10, 512, 512, ALL)));
    assertEquals((byte) 0xC0, cmd.received()[14]);
    Capabilities noZero = Capabilities.builder().discard(512, false).build();
    TestCmd other = readCapacity16(32);
    other.complete(ReadCapacity16Command.respond(other, info(10, 512, 512, noZero)));
    assertEquals((byte) 0x80, other.received()[14]);
  }

  @Test
  void shouldCutToTheAllocationLength() {
    TestCmd cmd = readCapacity16(12);
    cmd.complete(ReadCapacity16Command.respond(cmd, info(10, 512, 512, ALL)));
    assertEquals(12, cmd.received().length);
  }
}
