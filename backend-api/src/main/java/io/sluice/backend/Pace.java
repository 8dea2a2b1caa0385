package io.sluice.backend;

/**
 * How long commands of one kind have taken of late. Slow until it is known to be quick: what hangs
 * at its first command must not hang the caller.
 *
 * <p>Statistics only: an update that is lost between two threads does no harm.
 */
final class Pace {
  /** About what waking another thread costs. */
  private static final long QUICK_NANOS = 40_000;

  /**
   * What one byte may take without the handler being called slow: copying at 2 GB/s. Shifted right
   * by one.
   */
  private static final int BYTES_TO_NANOS_SHIFT = 1;

  /** One long pause must not count for more than it matters. */
  private static final long LONGEST_SAMPLE_NANOS = 10_000_000;

  /** While it is quick only each n-th command is timed. */
  private static final int SAMPLE_EVERY = 16;

  private static final int SMOOTHING_SHIFT = 3;

  private volatile long smoothedNanos = QUICK_NANOS;
  private int untilSample;

  boolean isQuick() {
    return smoothedNanos < QUICK_NANOS;
  }

  /** Whether the next command is to be timed. */
  boolean isSampleDue() {
    if (--untilSample > 0) {
      return false;
    }
    untilSample = SAMPLE_EVERY;
    return true;
  }

  /** Takes in what a command of that many bytes took. */
  void add(long nanos, long bytes) {
    long taken = Math.min(nanos, LONGEST_SAMPLE_NANOS) - (bytes >>> BYTES_TO_NANOS_SHIFT);
    long before = smoothedNanos;
    smoothedNanos = before + (Math.max(0, taken) - before >> SMOOTHING_SHIFT);
  }
}
