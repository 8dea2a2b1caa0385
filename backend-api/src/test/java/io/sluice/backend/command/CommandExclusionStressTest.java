package io.sluice.backend.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.CheckedStore;
import io.sluice.backend.LaterStore;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.ShuffledExecutor;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that must be alone, and many that are answered later, on one store. */
@Timeout(120)
class CommandExclusionStressTest {
  private static final int BLOCK = 512;
  private static final int COUNTERS = 3;
  private static final int INCREMENTS = 400;

  private final ArrayStore array = ArrayStore.ofBlocks(16);
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final CommandExclusion exclusion = new CommandExclusion(CommandTable.DISK);
  private final AtomicInteger writes = new AtomicInteger();

  /** Each counter goes up by COMPARE AND WRITE, from as many threads as there are counters. */
  @Test
  void shouldLoseNoIncrementAndNoWrite() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(COUNTERS + 1);
    List<TestCmd> begun = new ArrayList<>();
    try (ShuffledExecutor later = new ShuffledExecutor(1)) {
      LaterStore store = new LaterStore(CheckedStore.of(array, violations::add), later);
      List<Future<?>> counting = new ArrayList<>();
      for (int i = 0; i < COUNTERS; i++) {
        counting.add(threads.submit(() -> count(store)));
      }
      while (counting.stream().anyMatch(future -> !future.isDone())) {
        TestCmd write = write(8 + writes.incrementAndGet() % 8);
        begun.add(write);
        assertEquals(true, exclusion.begin(write, store));
        if (begun.size() % 64 == 0) {
          write.response();
        }
      }
      for (Future<?> future : counting) {
        future.get();
      }
      begun.forEach(write -> assertEquals(ScsiResponse.good(), write.response()));
    } finally {
      threads.shutdownNow();
    }
    begun.forEach(write -> assertEquals(1, write.responses().size()));
    assertEquals(
        COUNTERS * INCREMENTS, ByteBuffer.wrap(array.content()).getInt(0), "in the first block");
    assertEquals(List.of(), violations);
  }

  private Void count(LaterStore store) throws Exception {
    for (int done = 0; done < INCREMENTS; ) {
      int seen = ByteBuffer.wrap(array.content()).getInt(0);
      ByteBuffer data = ByteBuffer.allocate(2 * BLOCK);
      data.putInt(0, seen).putInt(BLOCK, seen + 1);
      TestCmd cmd =
          TestCmd.of(0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0).withDataOut(data.array());
      cmd.complete(exclusion.respond(cmd, store));
      done += cmd.response().status() == ScsiStatus.GOOD ? 1 : 0;
    }
    return null;
  }

  private static TestCmd write(int lba) {
    return TestCmd.of(0x2A, 0, 0, 0, 0, lba, 0, 0, 1, 0).withDataOut(new byte[BLOCK]);
  }
}
