package io.sluice.gateway.internal.path;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time as it was up to some milliseconds ago, for the price of reading a field. Where the
 * kernel has no clock that can be read without a system call, as in many virtual machines, asking
 * it twice for each command costs as much as the command's own work.
 *
 * <p>Ticks only while it is asked.
 */
public final class CoarseClock {
  /** How old the time may be, but for a late tick. */
  static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int TICKS_UNTIL_IDLE = 100;

  private final ScheduledExecutorService timer;
  private volatile long now;
  private volatile boolean ticking;

  /** Only a hint: an answer that is not noted does no harm. */
  private boolean asked;

  private int ticksSinceAsked;
  private ScheduledFuture<?> ticks;

  public CoarseClock(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** As {@link System#nanoTime}. */
  long nanoTime() {
    if (!asked) {
      asked = true;
    }
    return ticking ? now : start();
  }

  private synchronized long start() {
    now = System.nanoTime();
    if (!ticking) {
      try {
        ticks =
            timer.scheduleAtFixedRate(this::tick, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        ticking = true;
        ticksSinceAsked = 0;
      } catch (RejectedExecutionException e) {
        return now; // the gateway ends
      }
    }
    return now;
  }

  private synchronized void tick() {
    now = System.nanoTime();
    ticksSinceAsked = asked ? 0 : ticksSinceAsked + 1;
    asked = false;
    if (ticksSinceAsked >= TICKS_UNTIL_IDLE) {
      ticking = false;
      ticks.cancel(false);
    }
  }

  boolean isTicking() {
    return ticking;
  }
}
