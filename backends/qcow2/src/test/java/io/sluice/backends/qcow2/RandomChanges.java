package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.WriteFlags;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Changes a disk at random, and an array alike. */
final class RandomChanges {
  private static final int BLOCK = 512;

  private final Random random;
  private final BlockStore store;
  private final byte[] model;

  RandomChanges(Random random, BlockStore store, byte[] model) {
    this.random = random;
    this.store = store;
    this.model = model;
  }

  void run(int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() throws IOException {
    int blocks = model.length / BLOCK;
    int first = random.nextInt(blocks);
    int most = random.nextInt(4) == 0 ? 2048 : 40;
    int count = 1 + random.nextInt(Math.min(most, blocks - first));
    if (random.nextBoolean()) { // as file systems do
      first = first / 8 * 8;
      count = Math.min(blocks - first, (count + 7) / 8 * 8);
    }
    change(first * BLOCK, count * BLOCK);
  }

  private void change(int offset, int length) throws IOException {
    switch (random.nextInt(10)) {
      case 0 -> {
        store.discard(offset, length);
        byte[] now = TestImages.read(store, offset, length);
        if (store.info().capabilities().discardReadsZero()) {
          assertArrayEquals(new byte[length], now);
        }
        System.arraycopy(now, 0, model, offset, length);
      }
      case 1 -> {
        store.writeZeroes(offset, length, random.nextInt(4));
        Arrays.fill(model, offset, offset + length, (byte) 0);
      }
      case 2 -> store.flush();
      case 3 ->
          assertArrayEquals(
              Arrays.copyOfRange(model, offset, offset + length),
              TestImages.read(store, offset, length));
      default -> {
        byte[] content = new byte[length];
        random.nextBytes(content);
        store.write(offset, Segments.of(content), random.nextInt(20) == 0 ? WriteFlags.FUA : 0);
        System.arraycopy(content, 0, model, offset, length);
      }
    }
  }
}
