package io.sluice.backend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands to a store that answers later. */
@Timeout(60)
class AsyncCommandsTest {
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
  private final ArrayStore array = ArrayStore.ofBlocks(1000);
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final FaultyStore faulty = new FaultyStore(CheckedStore.of(array, violations::add));
  private final BlockStoreCmdHandler handler =
      new BlockStoreCmdHandler(new OneVolume(new LaterStore(faulty, pending::add)));

  private record OneVolume(BlockStore store) implements Volume {
    @Override
    public VolumeInfo probe() {
      return store.info();
    }

    @Override
    public BlockStore open() {
      return store;
    }
  }

  @BeforeEach
  void open() throws IOException {
    byte[] content = new byte[512];
    content[5] = 42;
    array.write(3 * 512, Segments.of(content), 0);
    handler.open();
  }

  private static TestCmd read(int lba, int blocks, int flags) {
    return TestCmd.of(0x28, flags, 0, 0, lba >>> 8, lba, 0, 0, blocks, 0).withDataIn(blocks * 512);
  }

  @Test
  void shouldKeepNoThreadForCommandsThatWait() {
    TestCmd[] reads = IntStream.range(0, 128).mapToObj(i -> read(3, 1, 0)).toArray(TestCmd[]::new);
    for (TestCmd read : reads) {
      assertFalse(handler.mayBlock(read));
      handler.handle(read);
      assertFalse(read.isCompleted());
    }
    pending.forEach(Runnable::run);
    for (TestCmd read : reads) {
      assertEquals(ScsiResponse.good(), read.response());
      assertEquals(42, read.received()[5]);
    }
  }

  @Test
  void shouldAnswerWhatNeedsNoStoreAtOnce() {
    for (TestCmd cmd :
        new TestCmd[] {read(999, 2, 0), read(0, 0, 0), read(0, 1, 0x20), read(0, 1, 0x04)}) {
      handler.handle(cmd);
      assertEquals(1, cmd.responses().size(), cmd::toString);
    }
    TestCmd shortBuffer = TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0).withDataIn(512);
    handler.handle(shortBuffer);
    assertEquals(SenseKey.ILLEGAL_REQUEST, shortBuffer.response().sense().key());
    assertTrue(pending.isEmpty());
  }

  @Test
  void shouldTellWhatTheStoreThrew() {
    for (Throwable failure :
        Stream.of(
                new IOException("expected by the test"),
                new IllegalStateException("expected by the test"),
                StoreException.notReady("expected by the test", null))
            .toList()) {
      faulty.failWith(failure);
      TestCmd cmd = read(0, 1, 0);
      handler.handle(cmd);
      pending.remove().run();
      assertEquals(ScsiResponse.of(cmd, failure), cmd.response());
      LaterStore now = new LaterStore(faulty, Runnable::run);
      assertThrows(failure.getClass(), () -> now.read(0, Segments.of(new byte[512])));
    }
  }

  @Test
  void shouldFlushBeforeAForcedReadAsAnyStore() {
    TestCmd forced = read(3, 1, 0x08);
    assertFalse(handler.mayBlock(forced));
    handler.handle(forced);
    assertEquals(1, pending.size());
    pending.remove().run();
    assertEquals(List.of("write 1536 512 0", "flush 0 0 0"), array.calls());
    pending.remove().run();
    assertEquals(ScsiResponse.good(), forced.response());
    assertEquals(42, forced.received()[5]);
  }

  @Test
  void shouldKeepNoThreadForAnythingThatWritesOrFlushes() {
    List<TestCmd> cmds =
        List.of(
            write(7, 0x08),
            TestCmd.of(0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            writeSame(9, 1, new byte[512]),
            writeSame(10, 1, filled(3)),
            unmap(11, 1));
    for (TestCmd cmd : cmds) {
      assertFalse(handler.mayBlock(cmd), cmd::toString);
      handler.handle(cmd);
      assertFalse(cmd.isCompleted(), cmd::toString);
    }
    runPending();
    for (TestCmd cmd : cmds) {
      assertEquals(List.of(ScsiResponse.good()), cmd.responses(), cmd::toString);
    }
    assertTrue(array.calls().contains("write 3584 512 " + WriteFlags.FUA), array.calls()::toString);
    assertEquals(List.of(), violations);
  }

  @Test
  void shouldGoThroughManyStepsWithoutDepth() throws IOException {
    BlockStoreCmdHandler now =
        new BlockStoreCmdHandler(
            new OneVolume(new LaterStore(ArrayStore.ofBlocks(1 << 21), Runnable::run)));
    now.open();
    TestCmd whole = writeSame(0, 0, filled(7)); // 4096 writes
    now.handle(whole);
    assertEquals(List.of(ScsiResponse.good()), whole.responses());
    now.close();
  }

  @Test
  void shouldStopBetweenTwoStepsWhenItIsAborted() {
    TestCmd cmd = writeSame(0, 0, filled(7)); // two writes
    handler.handle(cmd);
    assertEquals(1, pending.size());
    cmd.abort();
    runPending();
    assertEquals(ScsiResponse.status(ScsiStatus.TASK_ABORTED), cmd.response());
    assertEquals(0, array.content()[999 * 512]);
  }

  @Test
  void shouldStopAtTheFirstStepThatFails() {
    TestCmd cmd = writeSame(0, 0, filled(7));
    handler.handle(cmd);
    faulty.failWith(StoreException.notReady("expected by the test", null));
    runPending();
    assertEquals(SenseKey.NOT_READY, cmd.response().sense().key());
    assertEquals(1, array.calls().size());
  }

  @Test
  void shouldAnswerForAStoreThatThrowsWhereItMayNot() throws IOException {
    BlockStoreCmdHandler thrown =
        new BlockStoreCmdHandler(
            new OneVolume(
                new LaterStore(
                    array,
                    task -> {
                      throw new IllegalStateException("expected by the test");
                    })));
    thrown.open();
    for (TestCmd cmd : List.of(read(0, 1, 0), write(0, 0), unmap(0, 1), compareAndWrite(0))) {
      thrown.handle(cmd);
      assertEquals(1, cmd.responses().size(), cmd::toString);
      assertEquals(SenseKey.HARDWARE_ERROR, cmd.response().sense().key(), cmd::toString);
    }
  }

  @Test
  void shouldLetACommandBeAloneAndKeepNobodyWaiting() throws Exception {
    TestCmd before = write(1, 0);
    handler.handle(before);
    TestCmd alone = compareAndWrite(5);
    assertTrue(handler.mayBlock(alone));
    Thread worker = new Thread(() -> handler.handle(alone));
    worker.start();
    await().until(() -> worker.getState() == Thread.State.WAITING);
    TestCmd after = write(2, 0);
    handler.handle(after); // it waits, and this thread does not
    assertEquals(1, pending.size());
    pending.remove().run();
    assertEquals(ScsiResponse.good(), before.response());
    runPending(() -> !alone.isCompleted());
    runPending(() -> !after.isCompleted());
    worker.join();
    assertEquals(ScsiResponse.good(), alone.response());
    assertEquals(
        List.of("write 512 512 0", "read 2560 512 0", "write 2560 512 0", "write 1024 512 0"),
        array.calls().subList(1, 5));
  }

  @Test
  void shouldReadLikeAnyStoreWhenAsked() throws IOException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      LaterStore store = new LaterStore(array, thread);
      byte[] bytes = new byte[512];
      Thread.currentThread().interrupt();
      store.read(3 * 512, Segments.of(bytes));
      assertTrue(Thread.interrupted(), "the interruption is kept");
      assertArrayEquals(Arrays.copyOfRange(array.content(), 3 * 512, 4 * 512), bytes);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void shouldGiveItsThreadInAPoolAwayWhileItWaits() throws Exception {
    ForkJoinPool one = new ForkJoinPool(1); // who answers needs the thread of who waits
    try {
      LaterStore store = new LaterStore(array, one);
      byte[] bytes = new byte[512];
      Callable<Boolean> reading =
          () -> {
            store.read(3 * 512, Segments.of(bytes));
            return true;
          };
      assertTrue(one.submit(reading).get(30, TimeUnit.SECONDS));
      assertEquals(42, bytes[5]);
    } finally {
      one.shutdownNow();
    }
  }

  private void runPending() {
    Runnable next;
    while ((next = pending.poll()) != null) {
      next.run();
    }
  }

  /** Runs what others begin, as long as that holds. */
  private void runPending(BooleanSupplier condition) {
    while (condition.getAsBoolean()) {
      runPending();
      Thread.onSpinWait();
    }
  }

  private static byte[] filled(int value) {
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) value);
    return block;
  }

  private static TestCmd write(int lba, int flags) {
    return TestCmd.of(0x2A, flags, 0, 0, 0, lba, 0, 0, 1, 0).withDataOut(filled(lba));
  }

  private static TestCmd writeSame(int lba, int blocks, byte[] block) {
    return TestCmd.of(0x41, 0, 0, 0, 0, lba, 0, 0, blocks, 0).withDataOut(block);
  }

  private static TestCmd unmap(int lba, int blocks) {
    byte[] list = new byte[24];
    list[1] = 22;
    list[3] = 16;
    list[15] = (byte) lba;
    list[19] = (byte) blocks;
    return TestCmd.of(0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0).withDataOut(list);
  }

  /** Zeroes, which are there, by zeroes. */
  private static TestCmd compareAndWrite(int lba) {
    return TestCmd.of(0x89, 0, 0, 0, 0, 0, 0, 0, 0, lba, 0, 0, 0, 1, 0, 0)
        .withDataOut(new byte[1024]);
  }
}
