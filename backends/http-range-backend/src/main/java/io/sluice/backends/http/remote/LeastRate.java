package io.sluice.backends.http.remote;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether a body comes in quickly enough, over a sliding window. Time is counted in looks at it,
 * and not by the clock: where this process stood still, so did who counts. Guarded by its owner.
 */
final class LeastRate {
  /** Looks in a window. */
  static final int LOOKS = 10;

  private final double bytesPerLook;
  private final double[] due = new double[LOOKS];
  private final long[] came = new long[LOOKS];
  private int looks;
  private long before;

  /**
   * @param bytesPerSecond that all bodies together have to have; 0 for one byte in a window
   */
  LeastRate(long bytesPerSecond, Duration window) {
    bytesPerLook = (double) bytesPerSecond * lookNanos(window) / TimeUnit.SECONDS.toNanos(1);
  }

  /** From one look to the next. */
  static long lookNanos(Duration window) {
    return Math.max(1, window.toNanos() / LOOKS);
  }

  /**
   * Looks.
   *
   * @param received bytes so far
   * @param sharers bodies that share what comes in, this one among them
   * @return false where less came within the last window than has to
   */
  boolean look(long received, int sharers) {
    int at = looks++ % LOOKS;
    due[at] = bytesPerLook / Math.max(1, sharers);
    came[at] = received - before;
    before = received;
    return looks < LOOKS || sumOfCame() >= Math.max(1, sumOfDue());
  }

  private long sumOfCame() {
    long sum = 0;
    for (long bytes : came) {
      sum += bytes;
    }
    return sum;
  }

  private double sumOfDue() {
    double sum = 0;
    for (double bytes : due) {
      sum += bytes;
    }
    return sum;
  }

  /** Whether a whole window has been looked at. */
  boolean isWindowOver() {
    return looks >= LOOKS;
  }

  /** Bytes of the last window. */
  long inWindow() {
    return sumOfCame();
  }
}
