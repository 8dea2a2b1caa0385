package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteSameCommandTest {
  private static final int UNMAP = 0x08;
  private static final int NDOB = 0x01;

  private static TestCmd writeSame10(int byte1, int lba, int blocks) {
    return TestCmd.of(0x41, byte1, 0, 0, lba >>> 8, lba, 0, blocks >>> 8, blocks, 0);
  }

  private static TestCmd writeSame16(int byte1, int lba, int blocks) {
    return TestCmd.of(
        0x93,
        byte1,
        0,
        0,
        0,
        0,
        0,
        0,
        lba >>> 8,
        lba,
        blocks >>> 24,
        blocks >>> 16,
        blocks >>> 8,
        blocks,
        0,
        0);
  }

  private static byte[] block(int length) {
    byte[] block = new byte[length];
    for (int i = 0; i < length; i++) {
      block[i] = (byte) (i * 7 + 1);
    }
    return block;
  }

  @ParameterizedTest
  @CsvSource({"512, 1", "512, 512", "512, 513", "512, 1700", "4096, 64", "4096, 130"})
  void shouldRepeatTheBlock(int blockSize, int blocks) throws IOException {
    ArrayStore store = store(2000, blockSize, ALL);
    assertEquals(
        ScsiResponse.good(), run(writeSame10(0, 100, blocks).withDataOut(block(blockSize)), store));
    byte[] expected = new byte[2000 * blockSize];
    for (int i = 100; i < 100 + blocks; i++) {
      System.arraycopy(block(blockSize), 0, expected, i * blockSize, blockSize);
    }
    assertArrayEquals(expected, store.content());
  }

  @Test
  void shouldWriteZeroesWithoutData() throws IOException {
    ArrayStore store = store(2000, 512, ALL);
    run(writeSame10(0, 1, 1000).withDataOut(new byte[512]), store);
    run(writeSame16(UNMAP, 2, 1000).withDataOut(new byte[512]), store);
    run(writeSame16(NDOB, 3, 1000), store);
    run(writeSame16(UNMAP | NDOB, 4, 1000), store);
    assertEquals(
        List.of(
            "writeZeroes 512 512000 0",
            "writeZeroes 1024 512000 2",
            "writeZeroes 1536 512000 0",
            "writeZeroes 2048 512000 2"),
        store.calls());
  }

  @Test
  void shouldWriteDataEvenIfItMightUnmap() throws IOException {
    ArrayStore store = store(10, 512, ALL);
    run(writeSame16(UNMAP, 1, 1).withDataOut(block(512)), store);
    assertArrayEquals(block(512), Arrays.copyOfRange(store.content(), 512, 1024));
  }

  @ParameterizedTest
  @CsvSource({"0x20, 5", "0x80, 7", "0x10, 4", "0x04, 2", "0x02, 1"})
  void shouldRefuseWhatItDoesNotDo(int byte1, int bit) throws IOException {
    ArrayStore store = store(10, 512, ALL);
    assertInvalidFieldInCdb(
        1, bit, run(writeSame16(byte1, 0, 1).withDataOut(new byte[512]), store));
    assertInvalidFieldInCdb(
        1, bit, run(writeSame10(byte1, 0, 1).withDataOut(new byte[512]), store));
  }

  @Test
  void shouldRefuseNoDataInTheShortForm() throws IOException {
    assertInvalidFieldInCdb(1, 0, run(writeSame10(NDOB, 0, 1), store(10, 512, ALL)));
  }

  @Test
  void shouldRefuseToUnmapWithoutDiscard() throws IOException {
    ArrayStore store = store(10, 512, Capabilities.PLAIN);
    assertInvalidFieldInCdb(1, 3, run(writeSame16(UNMAP, 0, 1).withDataOut(new byte[512]), store));
  }

  @Test
  void shouldRefuseLengthsPastItsLimits() throws IOException {
    ArrayStore store = store(10, 512, ALL);
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(writeSame16(0, 0, 11).withDataOut(new byte[512]), store));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(writeSame16(0, 10, 1).withDataOut(new byte[512]), store));
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT,
        run(writeSame16(0, 0, 1).withDataOut(new byte[511]), store));
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT,
        run(writeSame16(0, 0, 1).withDataOut(new byte[513]), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldGoToTheEndWithoutALength() throws IOException {
    ArrayStore store = store(10, 512, ALL);
    run(writeSame10(0, 3, 0).withDataOut(new byte[512]), store);
    run(writeSame16(0, 10, 0).withDataOut(new byte[512]), store);
    assertEquals(List.of("writeZeroes 1536 3584 0"), store.calls());
  }

  @Test
  void shouldNotWriteWhatIsReadOnly() throws IOException {
    assertSense(
        SenseKey.DATA_PROTECT,
        AdditionalSense.WRITE_PROTECTED,
        run(writeSame16(0, 0, 1).withDataOut(new byte[512]), store(10, 512, READ_ONLY)));
  }

  @Test
  void shouldStopWhenItIsAborted() throws IOException {
    ArrayStore store = store(2000, 512, ALL);
    TestCmd cmd = writeSame16(0, 0, 2000).withDataOut(block(512));
    cmd.abort();
    assertEquals(ScsiStatus.TASK_ABORTED, run(cmd, store).status());
    assertEquals(List.of(), store.calls());
  }
}
