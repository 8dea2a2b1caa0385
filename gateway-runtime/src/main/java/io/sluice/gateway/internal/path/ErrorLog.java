package io.sluice.gateway.internal.path;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** When a handler answered with errors of one kind: how many in all, and when the last ones. */
final class ErrorLog {
  private static final int KEPT = 256;

  private final long[] times = new long[KEPT];
  private long total;

  synchronized void add(long nanoTime) {
    times[(int) (total % KEPT)] = nanoTime;
    total++;
  }

  /** How things are at that time. */
  synchronized Mark mark(long nanoTime) {
    return new Mark(nanoTime, total, Arrays.copyOf(times, (int) Math.min(total, KEPT)));
  }

  /** How many have come since, beyond as many as came in so long a time before. */
  synchronized long beyond(Mark mark, Duration window) {
    return Math.max(0, total - mark.total - mark.before(window));
  }

  /** How things were at one time. */
  static final class Mark {
    private final long at;
    private final long total;

    /** When the last ones were. */
    private final long[] last;

    private Mark(long at, long total, long[] last) {
      this.at = at;
      this.total = total;
      this.last = last;
    }

    /** All that there can be, where there are more than are kept. */
    private long before(Duration window) {
      long nanos = TimeUnit.SECONDS.toNanos(window.toSeconds());
      long count = Arrays.stream(last).filter(time -> at - time <= nanos).count();
      return count == KEPT ? Long.MAX_VALUE / 2 : count;
    }
  }
}
