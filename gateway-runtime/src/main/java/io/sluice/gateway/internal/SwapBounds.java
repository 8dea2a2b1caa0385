package io.sluice.gateway.internal;

import java.time.Duration;

/**
 * How long a swap may take. All times but that of a probe, which touches nothing, come out of one:
 * that for which commands are held, counted from when the gate closed, which is no later than when
 * the first of them came. Its last quarter is for the way back.
 *
 * @param handler for the last commands to leave a handler, and for one to tell of its volume
 * @param hold for all of it
 */
public record SwapBounds(Duration handler, Duration hold) {
  /** Where commands are held for less, or not at all, a swap takes a little all the same. */
  static final Duration LEAST = Duration.ofSeconds(2);

  /**
   * Until when a step may last.
   *
   * @param now {@link System#nanoTime}
   * @param closedAt when the gate was closed
   * @return on the scale of {@link System#nanoTime}
   */
  long until(SwapStep step, long now, long closedAt) {
    long whole = (hold.compareTo(LEAST) < 0 ? LEAST : hold).toNanos();
    return switch (step) {
      case PROBE -> now + handler.toNanos();
      case DRAIN -> closedAt + Math.min(handler.toNanos(), whole / 2);
      case RETURN -> closedAt + whole;
      default -> closedAt + whole / 4 * 3;
    };
  }
}
