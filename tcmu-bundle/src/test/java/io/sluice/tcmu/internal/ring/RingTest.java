package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Sent;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingTest {
  private final SimulatedKernel kernel = new SimulatedKernel();
  private final TestUnit unit = new TestUnit("disk0");
  private final AtomicInteger resets = new AtomicInteger();
  private Ring ring;

  @BeforeEach
  void open() throws RingFault {
    ring = new Ring(kernel, unit, unit, resetting(resets::incrementAndGet), Runnable::run);
  }

  private static CommandSink resetting(Runnable reset) {
    return new CommandSink() {
      @Override
      public void execute(ScsiCmd cmd) {
        throw new AssertionError("the test takes commands itself");
      }

      @Override
      public void reset() {
        reset.run();
      }
    };
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void shouldTakeNothingFromAnEmptyRing() {
    assertNull(ring.take());
    assertTrue(ring.isIdle());
  }

  @Test
  void shouldGiveACommandAsTheKernelWroteIt() {
    Sent sent = kernel.sendIn(TestCdb.read10(7, 2), 1024);
    RingCmd cmd = ring.take();
    assertArrayEquals(TestCdb.read10(7, 2), cmd.cdb().toByteArray());
    assertEquals(sent.id, cmd.tag());
    assertSame(unit, cmd.device());
    assertSame(unit, cmd.nexus());
    assertEquals(1024, cmd.dataIn().length());
    assertEquals(0, cmd.dataOut().length());
    assertNull(ring.take());
  }

  @Test
  void shouldCarryDataInBothDirections() {
    byte[] data = bytes(50_000, 1);
    kernel.sendOut(TestCdb.write10(0, 98), data);
    RingCmd write = ring.take();
    byte[] got = new byte[data.length];
    assertEquals(data.length, write.get(got, 0, got.length));
    assertArrayEquals(data, got);
    write.complete(ScsiResponse.good());

    Sent sent = kernel.sendIn(TestCdb.read10(0, 98), data.length);
    RingCmd read = ring.take();
    read.put(data, 0, data.length);
    read.complete(ScsiResponse.good());
    assertEquals(0, sent.result().status());
    assertArrayEquals(data, sent.result().dataIn());
  }

  @Test
  void shouldDescribeTheDataByNativeIovecs() {
    kernel.sendIn(TestCdb.read10(0, 98), 50_000);
    Segments data = ring.take().dataIn();
    assertNotEquals(0, data.iovecs());
    assertTrue(data.count() > 1);
    long sum = 0;
    for (int i = 0; i < data.count(); i++) {
      long offset = data.address(i) - kernel.address();
      assertTrue(
          offset >= kernel.dataOffset && offset + data.length(i) <= kernel.memory.capacity());
      sum += data.length(i);
    }
    assertEquals(50_000, sum);
  }

  @Test
  void shouldAnswerOutOfOrder() {
    Sent first = kernel.sendIn(TestCdb.read10(0, 1), 512);
    Sent second = kernel.sendIn(TestCdb.read10(1, 1), 512);
    Sent third = kernel.sendIn(TestCdb.read10(2, 1), 512);
    RingCmd one = ring.take();
    RingCmd two = ring.take();
    RingCmd three = ring.take();
    three.dataIn().put(0, bytes(512, 3), 0, 512);
    three.complete(ScsiResponse.good());
    assertArrayEquals(bytes(512, 3), third.result().dataIn());
    assertNull(first.result());
    one.complete(ScsiResponse.status(ScsiStatus.BUSY));
    assertEquals(8, first.result().status());
    two.complete(ScsiResponse.good());
    assertEquals(0, second.result().status());
    assertNull(kernel.broken());
    assertTrue(ring.isIdle());
  }

  /** A response lies over another command's request; go-tcmu's CDBs pointed into the ring. */
  @Test
  void shouldKeepCdbAndSegmentsWhenAnAnswerOverwritesTheirEntry() {
    byte[] data = bytes(3 * SimulatedKernel.BLOCK, 5);
    Sent first = kernel.sendOut(TestCdb.write10(9, 24), data);
    kernel.sendOut(TestCdb.write10(8, 1), bytes(512, 6));
    RingCmd one = ring.take();
    RingCmd two = ring.take();
    two.complete(ScsiResponse.mediumError()); // into the first one's entry, with 96 bytes of sense
    for (int i = first.entry + 8; i < first.entry + TcmuAbi.CMD_ENTRY_SIZE; i++) {
      kernel.memory.put(kernel.ringOffset + i, (byte) 0xEE);
    }
    assertArrayEquals(TestCdb.write10(9, 24), one.cdb().toByteArray());
    byte[] got = new byte[data.length];
    one.dataOut().get(0, got, 0, got.length);
    assertArrayEquals(data, got);
  }

  @Test
  void shouldClearFlagsThatAnotherAnswerLeftInTheEntry() {
    Sent shortRead = kernel.sendIn(TestCdb.read10(0, 1), 512);
    kernel.memory.put(kernel.lastEntry() + TcmuAbi.HDR_UFLAGS, (byte) 0xFF);
    ring.take().complete(ScsiResponse.good());
    assertEquals(0, shortRead.result().status());
    assertEquals(512, shortRead.result().dataIn().length);
  }

  @Test
  void shouldTellTheLengthOfAShortRead() {
    Sent sent = kernel.sendIn(new byte[] {0x12, 0, 0, 0, (byte) 255, 0}, 255);
    RingCmd cmd = ring.take();
    cmd.complete(cmd.answer(new byte[] {1, 2, 3}, 255));
    assertArrayEquals(new byte[] {1, 2, 3}, sent.result().dataIn());
  }

  @Test
  void shouldNotShowOtherCommandsDataWhereNothingWasRead() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    ring.take().complete(ScsiResponse.good(512));
    assertArrayEquals(new byte[512], sent.result().dataIn());
  }

  @Test
  void shouldSendSenseInFixedFormat() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    SenseData sense =
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
            .withInformation(77);
    ring.take().complete(ScsiResponse.checkCondition(sense));
    assertEquals(2, sent.result().status());
    assertArrayEquals(
        Arrays.copyOf(sense.toFixedFormat(), TcmuAbi.SENSE_SIZE), sent.result().sense());
    assertEquals(0, sent.result().dataIn().length);
  }

  @Test
  void shouldSendSenseInDescriptorFormatWhereTheLbaNeedsIt() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    SenseData sense =
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
            .withInformation(1L << 40);
    ring.take().complete(ScsiResponse.checkCondition(sense));
    assertArrayEquals(
        Arrays.copyOf(sense.toDescriptorFormat(), TcmuAbi.SENSE_SIZE), sent.result().sense());
  }

  @Test
  void shouldGoRoundTheRingOverPads() {
    for (int i = 0; i < 2000; i++) {
      byte[] data = bytes(512 * (1 + i % 16), i);
      Sent sent = kernel.sendOut(TestCdb.write10(i, 1 + i % 16), data);
      RingCmd cmd = ring.take();
      assertEquals(i, cmd.cdb().lba());
      byte[] got = new byte[data.length];
      cmd.dataOut().get(0, got, 0, got.length);
      assertArrayEquals(data, got);
      cmd.complete(ScsiResponse.good());
      assertNotNull(sent.result());
    }
    assertTrue(kernel.isEmpty());
  }

  @Test
  void shouldAbortWhatATaskManagementEntryNames() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    AtomicInteger aborts = new AtomicInteger();
    cmd.onAbort(aborts::incrementAndGet);
    kernel.sendTaskManagement(5, sent.id, 4711);
    assertNull(ring.take());
    assertEquals(1, aborts.get());
    assertTrue(cmd.isAborted());
    assertNull(sent.result());
    cmd.complete(ScsiResponse.status(ScsiStatus.TASK_ABORTED));
    assertEquals(0x40, sent.result().status());
    assertTrue(kernel.isEmpty());
  }

  @Test
  void shouldTellOfALogicalUnitResetBeforeTheNextCommand() {
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    kernel.sendTaskManagement(TcmuAbi.TMR_LUN_RESET, (int) cmd.tag());
    kernel.sendIn(TestCdb.read10(1, 1), 512);
    assertEquals(0, resets.get());
    RingCmd next = ring.take();
    assertEquals(1, resets.get());
    assertTrue(cmd.isAborted());
    next.complete(ScsiResponse.good());
    cmd.complete(ScsiResponse.status(ScsiStatus.TASK_ABORTED));
  }

  @Test
  void shouldNotTakeOtherTaskManagementForAReset() {
    kernel.sendTaskManagement(1);
    kernel.sendTaskManagement(128);
    assertNull(ring.take());
    assertEquals(0, resets.get());
  }

  @Test
  void shouldSurviveAResetThatFails() throws RingFault {
    ring =
        new Ring(
            kernel,
            unit,
            unit,
            resetting(
                () -> {
                  throw new IllegalStateException("of the test");
                }),
            Runnable::run);
    kernel.sendTaskManagement(TcmuAbi.TMR_LUN_RESET);
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    ring.take().complete(ScsiResponse.good());
    assertNull(ring.fault());
  }

  /** Who asks what the disk can do is told of what the kernel does for it. */
  @Test
  void shouldTellWhatTheKernelAnswers() {
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    assertTrue(cmd.transportCommands().has(0x5E, 0));
    assertTrue(cmd.transportCommands().has(0x5F, 7));
    assertTrue(cmd.transportCommands().knows(0xA0));
    cmd.complete(ScsiResponse.good());
  }

  @Test
  void shouldSurviveAnAbortActionThatFails() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    cmd.onAbort(
        () -> {
          throw new IllegalStateException("handler's bug");
        });
    kernel.sendTaskManagement(1, sent.id);
    Sent next = kernel.sendIn(TestCdb.read10(0, 1), 512);
    assertEquals(next.id, ring.take().tag());
    assertNull(ring.fault());
  }

  /** go-tcmu panics on these. */
  @Test
  void shouldMarkUnknownOperationsAndGoOn() {
    kernel.sendUnknown(5);
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    cmd.complete(ScsiResponse.good());
    assertEquals(0, sent.result().status());
    assertEquals(1, kernel.unknownAnswers());
    assertNull(ring.fault());
  }

  @Test
  void shouldGiveBothDataListsOfABidirectionalCommand() {
    byte[] out = bytes(1024, 1);
    byte[] in = bytes(1024, 2);
    Sent sent = kernel.send(TestCdb.tenBytes(0x53, 0, 2), out, 1024); // XDWRITEREAD(10)
    RingCmd cmd = ring.take();
    byte[] got = new byte[1024];
    cmd.get(got, 0, 1024);
    cmd.put(in, 0, 1024);
    cmd.complete(ScsiResponse.good());
    assertArrayEquals(out, got);
    assertArrayEquals(in, sent.result().dataIn());
  }

  @Test
  void shouldGiveVendorSpecificCommandsTheirDataEitherWay() {
    kernel.sendOut(TestCdb.tenBytes(0xC1, 0, 0), bytes(100, 1));
    RingCmd out = ring.take();
    byte[] got = new byte[100];
    out.get(got, 0, 100);
    out.complete(ScsiResponse.good());
    assertArrayEquals(bytes(100, 1), got);

    Sent in = kernel.sendIn(TestCdb.tenBytes(0xC1, 0, 0), 100);
    RingCmd cmd = ring.take();
    cmd.put(bytes(60, 2), 0, 60);
    cmd.complete(ScsiResponse.good(40));
    assertArrayEquals(bytes(60, 2), in.result().dataIn());
  }

  @Test
  void shouldTakeACdbWithALengthOfItsOwnForWhatTheKernelCopied() {
    byte[] cdb = new byte[12];
    cdb[0] = 0x7E; // extended CDB: the length field is the initiator's
    cdb[2] = (byte) 0xFF;
    cdb[3] = (byte) 0xFF;
    kernel.sendIn(cdb, 512);
    RingCmd cmd = ring.take();
    assertEquals(0x7E, cmd.cdb().opcode());
    assertTrue(cmd.cdb().length() <= 16);
    assertNull(ring.fault());
  }

  @Test
  void shouldAnswerACommandOnce() {
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    cmd.complete(ScsiResponse.good());
    assertThrows(IllegalStateException.class, () -> cmd.complete(ScsiResponse.good()));
    Sent next = kernel.sendIn(TestCdb.read10(0, 1), 512);
    assertEquals(sent.id, next.id); // the kernel uses ids again
    assertThrows(IllegalStateException.class, () -> cmd.complete(ScsiResponse.good()));
    ring.take().complete(ScsiResponse.mediumError());
    assertEquals(2, next.result().status());
    assertNull(kernel.broken());
  }

  @Test
  void shouldTakeTheDataAwayOnceTheCommandIsAnswered() {
    kernel.sendIn(TestCdb.read10(0, 4), 2048);
    RingCmd cmd = ring.take();
    Segments data = cmd.dataIn();
    Segments slice = data.slice(512, 1024);
    cmd.complete(ScsiResponse.good());
    assertThrows(IndexOutOfBoundsException.class, () -> data.put(0, new byte[1], 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.put(0, new byte[1], 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> data.address(0));
    assertEquals(0, data.iovecs());
  }

  @Test
  void shouldBreakWhenSomebodyResetsTheRing() {
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    ring.take().complete(ScsiResponse.good());
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    RingCmd cmd = ring.take();
    kernel.memory.putInt(TcmuAbi.MB_CMD_HEAD, 0);
    kernel.memory.putInt(TcmuAbi.MB_CMD_TAIL, 0);
    cmd.complete(ScsiResponse.good());
    assertNotNull(ring.fault());
    assertEquals(0, kernel.memory.getInt(TcmuAbi.MB_CMD_TAIL));
    assertEquals(0, ring.underWay());
  }

  @Test
  void shouldBeIdleOnlyWhenAllIsAnswered() {
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    assertFalse(ring.isIdle());
    RingCmd cmd = ring.take();
    assertFalse(ring.isIdle());
    assertEquals(1, ring.underWay());
    cmd.complete(ScsiResponse.good());
    assertTrue(ring.isIdle());
    kernel.sendTaskManagement(5);
    assertNull(ring.take());
    assertTrue(ring.isIdle());
  }
}
