package io.sluice.backend;

/**
 * How long it takes on this machine until a thread that waited begins with a command: the least
 * that a hand-over costs. Begins with the shortest of the first few, most of which are slow in a
 * machine that has just started; then it follows what is measured in small steps, towards about the
 * shortest quarter of it, so that neither a processor that others keep busy nor a thread that has
 * not fallen asleep yet counts for much.
 *
 * <p>Statistics only: an update that is lost between two threads does no harm.
 */
final class HandOverCost {
  private static final int FIRST_SAMPLES = 4;
  private static final int DOWN = 8;
  private static final int UP = 3 * DOWN;

  private long nanos;
  private int samples;

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
    if (samples < FIRST_SAMPLES) {
      samples++;
      nanos = before == 0 ? sample : Math.min(before, sample);
    } else if (sample < before) {
      nanos = Math.max(sample, before - before / DOWN - 1);
    } else {
      nanos = Math.min(sample, before + before / UP + 1);
    }
  }
}
