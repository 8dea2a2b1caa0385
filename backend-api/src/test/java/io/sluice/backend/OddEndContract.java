package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.layer.LayerContent;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * What holds of every backend for content that does not end with a block, see {@link ContentEnd}:
 * the last part of a block is served, filled up with zeroes, and what is written there is kept, or
 * refused; it is never dropped.
 */
public abstract class OddEndContract {
  /** A new volume with that content. */
  protected abstract Volume newVolume(byte[] content, int blockSize) throws Exception;

  /** Ends what {@link #newVolume} has made; called after each try. */
  protected void release() throws Exception {}

  /** Whether it can be written. */
  protected boolean isWritable() {
    return true;
  }

  /** What the length of every content is a multiple of. */
  protected int granularity() {
    return 1;
  }

  private byte[] content(int length, long seed) {
    byte[] content = new byte[(length + granularity() - 1) / granularity() * granularity()];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static int blockSize(Any any) {
    return any.oneOf(512, 1024, 2048, 4096);
  }

  @Property(tries = 30)
  void shouldServeTheLastPartOfABlock(Any any) throws Exception {
    int length = any.intWithin(1, 40_000);
    int blockSize = blockSize(any);
    byte[] content = content(length, any.longValue());
    try {
      serveTheLastPart(newVolume(content, blockSize), content, blockSize);
    } finally {
      release();
    }
  }

  private static void serveTheLastPart(Volume volume, byte[] content, int blockSize)
      throws Exception {
    int blocks = (content.length + blockSize - 1) / blockSize;
    assertEquals(blocks, volume.probe().geometry().blocks());
    assertEquals(content.length, volume.probe().contentLength());
    byte[] whole = Arrays.copyOf(content, blocks * blockSize);
    try (BlockStore store = volume.open()) {
      assertEquals(whole.length, store.size());
      assertEquals(content.length, store.contentLength());
      assertArrayEquals(whole, read(store, 0, whole.length));
      int last = whole.length - blockSize;
      assertArrayEquals(
          Arrays.copyOfRange(whole, last, whole.length), read(store, last, blockSize));
      assertEquals(blockSize, store.status(last, blockSize).length());
    }
    try (LayerContent layer = new LayerContent(volume.open())) { // as what others stand on
      byte[] all = new byte[content.length];
      layer.read(0, Segments.of(all));
      assertEquals(content.length, layer.length());
      assertArrayEquals(content, all);
    }
  }

  @Property(tries = 30)
  void shouldKeepOrRefuseWhatIsWrittenThere(Any any) throws Exception {
    int length = any.intWithin(1, 40_000);
    int blockSize = blockSize(any);
    Way way = any.oneOf(Way.values());
    long seed = any.longValue();
    byte[] content = content(length, seed);
    try {
      keepOrRefuse(newVolume(content, blockSize), content, blockSize, way, seed);
    } finally {
      release();
    }
  }

  private void keepOrRefuse(Volume volume, byte[] content, int blockSize, Way way, long seed)
      throws Exception {
    int blocks = (content.length + blockSize - 1) / blockSize;
    int from = Math.max(0, blocks - 1 - (int) (seed & 1)) * blockSize;
    byte[] model = Arrays.copyOf(content, blocks * blockSize);
    byte[] data = content(model.length - from, ~seed);
    try (BlockStore store = volume.open()) {
      if (isWritable()) {
        way.act(store, from, data);
        if (way == Way.WRITE) {
          System.arraycopy(data, 0, model, from, data.length);
        } else {
          Arrays.fill(model, from, model.length, (byte) 0);
        }
      } else {
        assertThrows(StoreException.class, () -> store.write(from, Segments.of(data), 0));
      }
      assertArrayEquals(model, read(store, 0, model.length));
    }
    try (BlockStore again = volume.open()) {
      assertEquals(model.length, again.size());
      assertArrayEquals(model, read(again, 0, model.length));
    }
  }

  private static byte[] read(BlockStore store, long offset, int length) throws Exception {
    byte[] bytes = new byte[length];
    store.read(offset, Segments.of(bytes));
    return bytes;
  }

  /** How the end is written to. */
  enum Way {
    WRITE,
    ZERO,
    ZERO_OR_DISCARD;

    private void act(BlockStore store, long offset, byte[] data) throws IOException {
      switch (this) {
        case WRITE -> store.write(offset, Segments.of(data), 0);
        case ZERO -> store.writeZeroes(offset, data.length, 0);
        case ZERO_OR_DISCARD ->
            store.writeZeroes(offset, data.length, WriteFlags.MAY_DISCARD | WriteFlags.FUA);
      }
    }
  }
}
