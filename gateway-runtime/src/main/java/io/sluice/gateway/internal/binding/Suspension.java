package io.sluice.gateway.internal.binding;

import io.sluice.gateway.internal.path.CommandPath;
import io.sluice.gateway.internal.path.Hold;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A time in which the volume is at rest: no command inside its handler, and all that was written
 * flushed. On the control thread.
 */
final class Suspension {
  private static final double NANOS_PER_MS = 1e6;

  private final LunParts lun;
  private final String why;
  private final Instant when = Instant.now();
  private final long begin = System.nanoTime();
  private final long end;

  private Suspension(LunParts lun, String why, Duration most) {
    this.lun = lun;
    this.why = why;
    end = most == null ? Long.MAX_VALUE : begin + most.toNanos();
  }

  /**
   * Closes the gate, waits for the last command, and flushes.
   *
   * @param most how long it lasts unless it is ended before; null for as long as it takes
   * @throws IOException when that did not come about; commands are served as before
   */
  static Suspension begin(
      LunParts lun, Candidate bound, SwapBounds bounds, String why, Duration most)
      throws IOException {
    require(
        lun.calls()
            .begin(
                "flush() of handler '" + bound.label() + "'",
                () -> {
                  FlushRounds.run(bound.handler());
                  return null;
                }),
        bounds.handler().toNanos());
    Suspension suspension = new Suspension(lun, why, most);
    CommandPath path = lun.path();
    path.close();
    long closedAt = suspension.begin;
    if (!path.awaitDrained(bounds.until(SwapStep.DRAIN, closedAt, closedAt) - closedAt)) {
      String reason = "%d commands were not answered in time".formatted(path.inFlight());
      path.reopen();
      throw new IOException(reason);
    }
    HandlerCalls.Call<?> flush =
        lun.calls()
            .begin(
                "flush() of handler '" + bound.label() + "'",
                () -> {
                  bound.handler().flush();
                  return null;
                });
    try {
      long left = bounds.until(SwapStep.FLUSH, closedAt, closedAt) - System.nanoTime();
      require(flush, Math.max(0, left));
    } catch (IOException e) {
      path.open(bound.handler());
      throw e;
    }
    return suspension;
  }

  private static void require(HandlerCalls.Call<?> call, long nanos) throws IOException {
    if (!call.await(nanos)) {
      throw new IOException(call + " has not returned in time");
    }
    Object unused = call.result();
  }

  String why() {
    return why;
  }

  /** How long it may still last, nanoseconds; not more than 0 when it is over. */
  long left() {
    return end == Long.MAX_VALUE ? Long.MAX_VALUE : end - System.nanoTime();
  }

  /** Serves again, where there is a handler; tells how it was. */
  SwapRecord end(Candidate bound) {
    Hold hold = lun.path().hold();
    if (bound != null) {
      lun.path().open(bound.handler());
    }
    HandlerRef handler = bound == null ? HandlerRef.NONE : bound.ref();
    return new SwapRecord(
        when,
        handler,
        handler,
        why,
        hold.heldSince(),
        hold.longestSince() / NANOS_PER_MS,
        (System.nanoTime() - begin) / NANOS_PER_MS,
        SwapResult.RESUMED,
        "");
  }
}
