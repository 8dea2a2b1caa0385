package io.sluice.gateway.internal.path;

/**
 * Measures how long commands take: one in sixteen exactly, and coarsely all that are slow, so that
 * no slow one is missed. Each command carries a stamp, a time whose lowest bit tells which of the
 * two it is.
 */
final class LatencySampler {
  static final int SAMPLE_EVERY = 16;

  /** From here on the coarse clock is good enough. */
  static final long SLOW_NANOS = 10 * CoarseClock.PERIOD_NANOS;

  private static final long EXACT = 1;

  private final CoarseClock clock;
  private final LunStatistics statistics;

  /** Only a hint: a number that two threads get does no harm. */
  private int count;

  LatencySampler(CoarseClock clock, LunStatistics statistics) {
    this.clock = clock;
    this.statistics = statistics;
  }

  /** A command begins. Returns its stamp, which is also about the {@link System#nanoTime}. */
  long begin() {
    if (count++ % SAMPLE_EVERY == 0) {
      return System.nanoTime() | EXACT;
    }
    return clock.nanoTime() & ~EXACT;
  }

  /** The command with that stamp was answered. */
  void end(long stamp) {
    boolean isExact = (stamp & EXACT) != 0;
    long nanos = (isExact ? System.nanoTime() : clock.nanoTime()) - stamp;
    if (nanos >= SLOW_NANOS) {
      statistics.countLatency(nanos, 1);
    } else if (isExact) {
      statistics.countLatency(Math.max(0, nanos), SAMPLE_EVERY);
    }
  }
}
