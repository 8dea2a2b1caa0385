package io.sluice.tcmu.internal;

/** Has what breaks again and again be mended ever more seldom. Times are in nanoseconds. */
final class Repairs {
  private static final int MOST_PAUSES = 64;
  private static final int CALM_PAUSES = 8;

  private final long firstPause;
  private boolean isFirst = true;
  private long last;
  private long pause;

  Repairs(long firstPause) {
    this.firstPause = firstPause;
  }

  /** Whether it may be mended now. The first time it may at once. */
  boolean isTime(long now) {
    return isFirst || now - last >= pause;
  }

  /** It is being mended. */
  void begin(long now) {
    boolean wasCalm = isFirst || now - last > CALM_PAUSES * pause;
    pause = wasCalm ? firstPause : Math.min(2 * pause, MOST_PAUSES * firstPause);
    last = now;
    isFirst = false;
  }
}
