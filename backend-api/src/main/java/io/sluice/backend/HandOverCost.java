package io.sluice.backend;

/**
 * How long it takes on this machine until a thread that waited begins with a command: the least
 * that a hand-over costs. Follows what is measured in small steps, towards about the shortest ninth
 * of it, so that neither a processor that others keep busy nor a thread that had to be made counts
 * for much.
 *
 * <p>Statistics only: an update that is lost between two threads does no harm.
 */
final class HandOverCost {
  private static final int DOWN_SHIFT = 3;
  private static final int UP_SHIFT = 6;

  private long nanos;

  boolean isKnown() {
    return nanos != 0;
  }

  /** The cost in nanoseconds; 0 while it is unknown. */
  long nanos() {
    return nanos;
  }

  /** Takes in one hand-over to a thread that had nothing to do. */
  void add(long measured) {
    long sample = Math.max(1, measured);
    long before = nanos;
    if (before == 0) {
      nanos = sample;
    } else if (sample < before) {
      nanos = Math.max(sample, before - (before >> DOWN_SHIFT) - 1);
    } else {
      nanos = Math.min(sample, before + (before >> UP_SHIFT) + 1);
    }
  }
}
