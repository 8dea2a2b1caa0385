package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {
  private final ArrayStore store = store(1000, 512, ALL);

  @Test
  void shouldBeReady() throws IOException {
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0, 0, 0, 0, 0, 0), store));
  }

  @Test
  void shouldHaveNoSenseToTell() throws IOException {
    TestCmd cmd = TestCmd.of(0x03, 0, 0, 0, 252, 0).withDataIn(252);
    run(cmd, store);
    assertArrayEquals(hex("70 00 00 00000000 0A 0000000000000000 0000"), cmd.received());
  }

  @Test
  void shouldTellSenseInTheFormatAskedFor() {
    SenseData sense = new SenseData(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);
    TestCmd cmd = TestCmd.of(0x03, 1, 0, 0, 252, 0).withDataIn(252);
    cmd.complete(RequestSenseCommand.respond(cmd, sense));
    assertArrayEquals(hex("72 02 04 01 00000000"), cmd.received());
    TestCmd narrow = TestCmd.of(0x03, 0, 0, 0, 3, 0).withDataIn(252);
    narrow.complete(RequestSenseCommand.respond(narrow, sense));
    assertArrayEquals(hex("70 00 02"), narrow.received());
  }

  @Test
  void shouldBeStarted() throws IOException {
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x1B, 0, 0, 0, 1, 0), store));
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x1B, 1, 0, 0, 1, 0), store));
  }

  @ParameterizedTest
  @CsvSource({"0x00, 0", "0x02, 1", "0x03, 1", "0x11, 7", "0x31, 7"})
  void shouldRefuseToStop(int byte4, int bit) throws IOException {
    assertInvalidFieldInCdb(4, bit, run(TestCmd.of(0x1B, 0, 0, 0, byte4, 0), store));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldFlushWhateverRangeIsNamed(int immed) throws IOException {
    run(TestCmd.of(0x35, immed, 0, 0, 0, 0, 0, 0, 0, 0), store);
    run(TestCmd.of(0x35, immed, 0, 0, 0, 5, 0, 0, 9, 0), store);
    run(TestCmd.of(0x91, immed, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0), store);
    assertEquals(List.of("flush 0 0 0", "flush 0 0 0", "flush 0 0 0"), store.calls());
  }

  @Test
  void shouldNotFlushBlocksThatAreNotThere() throws IOException {
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(TestCmd.of(0x35, 0, 0, 0, 3, 0xE7, 0, 0, 2, 0), store));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(TestCmd.of(0x91, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 1, 0, 0), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldFlushWhatIsReadOnly() throws IOException {
    ArrayStore readOnly = store(10, 512, READ_ONLY);
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0), readOnly));
  }

  @Test
  void shouldVerifyByReading() throws IOException {
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x2F, 0, 0, 0, 0, 1, 0, 3, 0x20, 0), store));
    assertEquals(List.of("read 512 262144 0", "read 262656 147456 0"), store.calls());
    run(TestCmd.of(0xAF, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0), store);
    run(TestCmd.of(0x8F, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0), store);
    run(TestCmd.of(0x2F, 0, 0, 0, 0, 1, 0, 0, 0, 0), store);
    assertEquals(4, store.calls().size());
  }

  @Test
  void shouldCompareWhenAsked() throws IOException {
    byte[] data = new byte[600 * 512];
    new Random(1).nextBytes(data);
    store.write(512, Segments.of(data), 0);
    assertEquals(ScsiResponse.good(), run(compare(600).withDataOut(data), store));
    data[400_000 % data.length] ^= 1;
    ScsiResponse response = run(compare(600).withDataOut(data), store);
    assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY, response);
    assertEquals(400_000 % data.length, response.sense().information());
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT,
        run(compare(2).withDataOut(new byte[1023]), store));
  }

  private static TestCmd compare(int blocks) {
    return TestCmd.of(0x2F, 0x02, 0, 0, 0, 1, 0, blocks >>> 8, blocks, 0);
  }

  @Test
  void shouldVerifyNothingElse() throws IOException {
    assertInvalidFieldInCdb(1, 2, run(TestCmd.of(0x2F, 0x04, 0, 0, 0, 1, 0, 0, 1, 0), store));
    assertInvalidFieldInCdb(1, 7, run(TestCmd.of(0x2F, 0x20, 0, 0, 0, 1, 0, 0, 1, 0), store));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(TestCmd.of(0x2F, 0, 0, 0, 3, 0xE7, 0, 0, 2, 0), store));
  }

  @Test
  void shouldStopVerifyingWhenItIsAborted() throws IOException {
    TestCmd cmd = TestCmd.of(0x2F, 0, 0, 0, 0, 1, 0, 0, 9, 0);
    cmd.abort();
    assertEquals(ScsiStatus.TASK_ABORTED, run(cmd, store).status());
  }

  @Test
  void shouldTellWhatIsAllocated() throws IOException {
    TestCmd cmd = TestCmd.of(0x9E, 0x12, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 24, 0, 0).withDataIn(24);
    run(cmd, store);
    assertArrayEquals(hex("00000014 00000000 0000000000000005 000003E3 00 000000"), cmd.received());
    TestCmd outside = TestCmd.of(0x9E, 0x12, 0, 0, 0, 0, 0, 0, 3, 0xE8, 0, 0, 0, 24, 0, 0);
    assertIllegal(AdditionalSense.LBA_OUT_OF_RANGE, run(outside, store));
  }

  @Test
  void shouldCompareEachBlockWithOne() throws IOException {
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) 7);
    for (int i = 0; i < 900; i++) {
      store.write(i * 512L, Segments.of(block), 0);
    }
    TestCmd all = TestCmd.of(0x2F, 0x06, 0, 0, 0, 0, 0, 3, 0x84, 0);
    assertEquals(ScsiResponse.good(), run(all.withDataOut(block), store));
    block[5] = 0;
    ScsiResponse response = run(all.withDataOut(block), store);
    assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY, response);
    assertEquals(5, response.sense().information());
    assertIllegal(AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT, run(all, store));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldWriteAndVerify(int byte1) throws IOException {
    byte[] data = new byte[1024];
    new Random(2).nextBytes(data);
    TestCmd cmd = TestCmd.of(0x2E, byte1, 0, 0, 0, 3, 0, 0, 2, 0).withDataOut(data);
    assertEquals(ScsiResponse.good(), run(cmd, store));
    assertEquals(List.of("write 1536 1024 1", "read 1536 1024 0"), store.calls());
    assertArrayEquals(data, Arrays.copyOfRange(store.content(), 1536, 2560));
    assertInvalidFieldInCdb(1, 2, run(TestCmd.of(0x2E, 4, 0, 0, 0, 3, 0, 0, 2, 0), store));
  }

  @Test
  void shouldCheckWhatToPreFetch() throws IOException {
    assertEquals(ScsiResponse.good(), run(TestCmd.of(0x34, 2, 0, 0, 0, 3, 0, 0, 2, 0), store));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(TestCmd.of(0x90, 0, 0, 0, 0, 0, 0, 0, 3, 0xE7, 0, 0, 0, 2, 0, 0), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldHaveNoDefects() throws IOException {
    TestCmd ten = TestCmd.of(0x37, 0, 0x1D, 0, 0, 0, 0, 0, 99, 0).withDataIn(99);
    run(ten, store);
    assertArrayEquals(hex("00 1D 0000"), ten.received());
    TestCmd twelve = TestCmd.of(0xB7, 0x0D, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0).withDataIn(99);
    run(twelve, store);
    assertArrayEquals(hex("00 0D 0000 00000000"), twelve.received());
  }
}
