package io.sluice.backend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** READ from a store that answers later. */
@Timeout(60)
class AsyncReadTest {
  private final Queue<Runnable> pending = new ArrayDeque<>();
  private final ArrayStore array = ArrayStore.ofBlocks(1000);
  private final FaultyStore faulty = new FaultyStore(array);
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
    assertTrue(handler.mayBlock(forced));
    Thread waiting = new Thread(() -> handler.handle(forced));
    waiting.start();
    await().until(() -> !pending.isEmpty());
    assertEquals(List.of("write 1536 512 0", "flush 0 0 0"), array.calls());
    pending.remove().run();
    assertEquals(ScsiResponse.good(), forced.response());
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
}
