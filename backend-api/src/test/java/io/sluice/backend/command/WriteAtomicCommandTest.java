package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.AtomicWrites;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteAtomicCommandTest {
  private static final AtomicWrites ATOMIC = new AtomicWrites(8192, 1024, 2048);

  private final ArrayStore store = store(64, 512, ALL.with(ATOMIC));

  private static TestCmd writeAtomic(int flags, int lba, int boundary, int blocks) {
    return TestCmd.of(0x9C, flags, 0, 0, 0, 0, 0, 0, 0, lba, 0, boundary, 0, blocks, 0, 0);
  }

  private static byte[] content(int blocks) {
    byte[] content = new byte[blocks * 512];
    Arrays.fill(content, (byte) 0x5A);
    return content;
  }

  @Test
  void shouldWriteInOneStep() throws Exception {
    assertEquals(ScsiResponse.good(), run(writeAtomic(0, 4, 0, 2).withDataOut(content(2)), store));
    assertArrayEquals(content(2), Arrays.copyOfRange(store.content(), 2048, 3072));
    assertEquals(List.of("write 2048 1024 4"), store.calls());
  }

  @Test
  void shouldWriteThrough() throws Exception {
    assertEquals(
        ScsiResponse.good(), run(writeAtomic(0x18, 0, 0, 16).withDataOut(content(16)), store));
    assertEquals(List.of("write 0 8192 5"), store.calls());
  }

  @Test
  void shouldWriteNothing() throws Exception {
    assertEquals(ScsiResponse.good(), run(writeAtomic(0, 0, 0, 0), store));
    assertEquals(List.of(), store.calls());
  }

  @Test
  void shouldRefuseWhatTheStoreDoesNotPromise() throws Exception {
    assertInvalidFieldInCdb(12, -1, run(writeAtomic(0, 0, 0, 3).withDataOut(content(3)), store));
    assertInvalidFieldInCdb(12, -1, run(writeAtomic(0, 0, 0, 18).withDataOut(content(18)), store));
    assertInvalidFieldInCdb(2, -1, run(writeAtomic(0, 2, 0, 2).withDataOut(content(2)), store));
  }

  @Test
  void shouldRefuseAnAtomicBoundary() throws Exception {
    assertInvalidFieldInCdb(11, 1, run(writeAtomic(0, 0, 2, 4).withDataOut(content(4)), store));
  }

  @Test
  void shouldRefuseWriteProtect() throws Exception {
    assertInvalidFieldInCdb(1, 7, run(writeAtomic(0x20, 0, 0, 2).withDataOut(content(2)), store));
  }

  @Test
  void shouldRefuseBlocksPastTheEndBeforeAllElse() throws Exception {
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(writeAtomic(0, 62, 0, 34).withDataOut(content(34)), store));
    assertIllegal(AdditionalSense.LBA_OUT_OF_RANGE, run(writeAtomic(0, 65, 0, 0), store));
  }

  @Test
  void shouldRefuseTooLittleData() throws Exception {
    assertIllegal(
        AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT,
        run(writeAtomic(0, 0, 0, 4).withDataOut(content(2)), store));
  }

  @Test
  void shouldRefuseWhatIsReadOnly() throws Exception {
    ArrayStore readOnly = store(64, 512, ALL.with(ATOMIC).withReadOnly());
    assertSense(
        SenseKey.DATA_PROTECT,
        AdditionalSense.WRITE_PROTECTED,
        run(writeAtomic(0, 0, 0, 2).withDataOut(content(2)), readOnly));
  }

  @Test
  void shouldNotBeThereWhereTheStorePromisesNothing() throws Exception {
    assertIllegal(
        AdditionalSense.INVALID_COMMAND_OPERATION_CODE,
        run(writeAtomic(0, 0, 0, 2).withDataOut(content(2)), store(64, 512, ALL)));
  }
}
