package io.sluice.backends.fault;

/**
 * Blocks in a row.
 *
 * @param first the first LBA
 * @param last the last LBA, included
 */
record BlockSpan(long first, long last) {
  static final BlockSpan ALL = new BlockSpan(0, Long.MAX_VALUE);

  BlockSpan {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("blocks are counted from 0, the lower one first");
    }
  }

  boolean overlaps(BlockSpan other) {
    return first <= other.last && other.first <= last;
  }

  /** What is in both, which overlap. */
  BlockSpan and(BlockSpan other) {
    return new BlockSpan(Math.max(first, other.first), Math.min(last, other.last));
  }

  @Override
  public String toString() {
    return first == last ? Long.toString(first) : first + "-" + last;
  }
}
