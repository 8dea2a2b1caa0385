package io.sluice.backends.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class MemoryStressTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 48; // three chunks
  private static final int ROUNDS = 20_000;

  /** Every block is always all of one writer's byte, or all zero, whoever discards meanwhile. */
  @Test
  void shouldShowEachBlockWholeToReadersWhileOthersWriteAndDiscard() throws Exception {
    MemoryVolume volume = new MemoryVolume("ram", (long) BLOCKS * BLOCK, BLOCK);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (BlockStore store = volume.open()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int role = i;
        all.add(threads.submit(() -> work(store, role)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void work(BlockStore store, int role) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] bytes = new byte[BLOCK * 20];
    for (int round = 0; round < ROUNDS; round++) {
      int count = 1 + random.nextInt(20);
      long offset = (long) random.nextInt(BLOCKS - count + 1) * BLOCK;
      Segments part = Segments.of(bytes).slice(0, (long) count * BLOCK);
      switch (role) {
        case 0, 1 -> {
          Arrays.fill(bytes, (byte) random.nextInt());
          store.write(offset, part, 0);
        }
        case 2 -> store.discard(offset / Chunk.SIZE * Chunk.SIZE, Chunk.SIZE);
        default -> {
          store.read(offset, part);
          requireWhole(bytes, count);
        }
      }
    }
    return null;
  }

  private static void requireWhole(byte[] bytes, int count) {
    for (int block = 0; block < count; block++) {
      byte first = bytes[block * BLOCK];
      for (int i = 1; i < BLOCK; i++) {
        assertEquals(first, bytes[block * BLOCK + i]);
      }
    }
  }
}
