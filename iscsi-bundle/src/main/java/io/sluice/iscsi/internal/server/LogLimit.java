package io.sluice.iscsi.internal.server;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Lets so many warnings a minute be warnings; what is above is for debugging only. */
final class LogLimit {
  private static final int MOST = 20;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final LongSupplier nanoTime;
  private long begin;
  private int count;

  /**
   * Begins to count.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    begin = nanoTime.getAsLong();
  }

  /** Where to log the next complaint. */
  LoggingEventBuilder on(Logger log) {
    return log.atLevel(isAllowed() ? Level.WARN : Level.DEBUG);
  }

  private synchronized boolean isAllowed() {
    long now = nanoTime.getAsLong();
    if (now - begin > MINUTE_NANOS) {
      begin = now;
      count = 0;
    }
    return ++count <= MOST;
  }
}
