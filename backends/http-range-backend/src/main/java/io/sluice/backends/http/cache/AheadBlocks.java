package io.sluice.backends.http.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Blocks that were read ahead, until they are read for the first time. The memory cache keeps what
 * is used often, so that one that nobody has used yet would be the first to go there. Not
 * thread-safe.
 */
final class AheadBlocks {
  private final Map<Long, byte[]> blocks = new LinkedHashMap<>();
  private final long bound;
  private long used;

  /**
   * @param bound bytes, at the most
   */
  AheadBlocks(long bound) {
    this.bound = bound;
  }

  /** Keeps a block, and lets those go that have waited for longest where there are too many. */
  void put(long block, byte[] bytes) {
    take(block);
    blocks.put(block, bytes);
    used += bytes.length;
    Iterator<byte[]> oldest = blocks.values().iterator();
    while (used > bound && oldest.hasNext()) {
      used -= oldest.next().length;
      oldest.remove();
    }
  }

  /** The block, which stays; null where it is not there. */
  byte[] get(long block) {
    return blocks.get(block);
  }

  /** The block, which is kept no longer; null where it is not there. */
  byte[] take(long block) {
    byte[] bytes = blocks.remove(block);
    if (bytes != null) {
      used -= bytes.length;
    }
    return bytes;
  }

  void clear() {
    blocks.clear();
    used = 0;
  }
}
