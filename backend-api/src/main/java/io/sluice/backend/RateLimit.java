package io.sluice.backend;

import java.util.concurrent.TimeUnit;

/** Lets one event of each interval pass and counts those between. Thread-safe. */
final class RateLimit {
  private final long intervalNanos;
  private boolean first = true;
  private long lastPassed;
  private long suppressed;

  RateLimit(long interval, TimeUnit unit) {
    intervalNanos = unit.toNanos(interval);
  }

  /**
   * Says whether an event at {@code now} passes.
   *
   * @param now as {@link System#nanoTime} tells it
   * @return -1 when it does not, else how many were held back since the last that did
   */
  synchronized long pass(long now) {
    if (!first && now - lastPassed < intervalNanos) {
      suppressed++;
      return -1;
    }
    first = false;
    lastPassed = now;
    long count = suppressed;
    suppressed = 0;
    return count;
  }
}
