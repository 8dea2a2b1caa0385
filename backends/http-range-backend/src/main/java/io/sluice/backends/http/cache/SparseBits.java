package io.sluice.backends.http.cache;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of numbers that takes memory for those that are in it, and not for how large they are: a
 * server's word for how long a file is is no measure. Not thread-safe.
 */
final class SparseBits {
  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;

  private final TreeMap<Long, BitSet> pages = new TreeMap<>();
  private long count;

  boolean get(long number) {
    BitSet page = pages.get(number >> PAGE_BITS);
    return page != null && page.get((int) (number & PAGE - 1));
  }

  void set(long number) {
    BitSet page = pages.computeIfAbsent(number >> PAGE_BITS, key -> new BitSet(PAGE));
    int bit = (int) (number & PAGE - 1);
    if (!page.get(bit)) {
      page.set(bit);
      count++;
    }
  }

  void clear(long number) {
    BitSet page = pages.get(number >> PAGE_BITS);
    int bit = (int) (number & PAGE - 1);
    if (page != null && page.get(bit)) {
      page.clear(bit);
      count--;
      if (page.isEmpty()) {
        pages.remove(number >> PAGE_BITS);
      }
    }
  }

  /** How many there are. */
  long count() {
    return count;
  }

  /** The least that is in it from there on; -1 where there is none. */
  long next(long from) {
    Map.Entry<Long, BitSet> page = pages.ceilingEntry(from >> PAGE_BITS);
    while (page != null) {
      long base = page.getKey() << PAGE_BITS;
      int bit = page.getValue().nextSetBit((int) Math.max(0, from - base));
      if (bit >= 0) {
        return base + bit;
      }
      page = pages.higherEntry(page.getKey());
    }
    return -1;
  }

  /** The least that is not in it from there on. */
  long nextMissing(long from) {
    long at = from;
    for (BitSet page = pages.get(at >> PAGE_BITS);
        page != null;
        page = pages.get(at >> PAGE_BITS)) {
      int bit = page.nextClearBit((int) (at & PAGE - 1));
      if (bit < PAGE) {
        return (at & -PAGE) + bit;
      }
      at = (at & -PAGE) + PAGE;
    }
    return at;
  }
}
