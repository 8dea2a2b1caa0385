package io.sluice.backend.seekable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded chunks by their first byte, bounded in bytes. Thread-safe.
 *
 * <p>What was used longest ago goes first. A cache that admits by frequency, such as Caffeine,
 * would turn away what was just decoded for somebody who reads in sequence, and it would be decoded
 * again for the next read.
 */
final class ChunkCache {
  /** Objects around each chunk. */
  private static final int OVERHEAD = 128;

  private final long bound;

  // Guarded by this.
  private final Map<Long, byte[]> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private long used;

  /**
   * @param bound bytes, at the most
   */
  ChunkCache(long bound) {
    this.bound = bound;
  }

  /** Null where it is not there. Not to be changed. */
  synchronized byte[] get(Chunk chunk) {
    return chunks.get(chunk.start());
  }

  synchronized void put(Chunk chunk, byte[] bytes) {
    byte[] before = chunks.put(chunk.start(), bytes);
    used += bytes.length + OVERHEAD - (before == null ? 0 : before.length + OVERHEAD);
    var oldest = chunks.entrySet().iterator();
    while (used > bound && oldest.hasNext()) {
      used -= oldest.next().getValue().length + OVERHEAD;
      oldest.remove();
    }
  }

  /** Bytes now. */
  synchronized long used() {
    return used;
  }
}
