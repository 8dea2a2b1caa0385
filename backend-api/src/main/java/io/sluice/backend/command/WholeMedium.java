package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.WriteFlags;
import java.io.IOException;

/** Writes every block that a volume has, and flushes. */
final class WholeMedium {
  private static final int STEP = 256 << 10;

  private WholeMedium() {}

  /** Zeroes, made by giving the space back where there is discard. */
  static void zero(BlockStore store) throws IOException {
    long size = store.size();
    int flags = store.info().capabilities().discard() ? WriteFlags.MAY_DISCARD : 0;
    for (long done = 0; done < size; done += UnitLimits.LONGEST_RANGE) {
      store.writeZeroes(done, Math.min(UnitLimits.LONGEST_RANGE, size - done), flags);
    }
    store.flush();
  }

  /** This block, everywhere. */
  static void fill(BlockStore store, byte[] block) throws IOException {
    byte[] pattern = new byte[STEP]; // all block sizes divide it
    for (int at = 0; at < STEP; at += block.length) {
      System.arraycopy(block, 0, pattern, at, block.length);
    }
    Segments data = Segments.of(pattern);
    long size = store.size();
    for (long done = 0; done < size; done += STEP) {
      store.write(done, data.slice(0, Math.min(STEP, size - done)), 0);
    }
    store.flush();
  }
}
