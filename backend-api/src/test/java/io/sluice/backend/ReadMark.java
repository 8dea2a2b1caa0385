package io.sluice.backend;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** What stands in memory before it is read into, and nothing of which may be there afterwards. */
final class ReadMark {
  /** So long that no content is like it by chance. */
  private static final int LENGTH = 16;

  private final byte[] pattern = new byte[LENGTH];

  /** Fills the memory with it. */
  ReadMark(Segments into) {
    ThreadLocalRandom.current().nextBytes(pattern);
    byte[] all = new byte[Math.toIntExact(into.length())];
    for (int i = 0; i < all.length; i++) {
      all[i] = pattern[i % LENGTH];
    }
    into.put(0, all, 0, all.length);
  }

  /** Whether some of it is left. */
  boolean isLeftIn(Segments read) {
    byte[] all = new byte[Math.toIntExact(read.length())];
    read.get(0, all, 0, all.length);
    for (int i = 0; i + LENGTH <= all.length; i += LENGTH) {
      if (Arrays.equals(all, i, i + LENGTH, pattern, 0, LENGTH)) {
        return true;
      }
    }
    return false;
  }
}
