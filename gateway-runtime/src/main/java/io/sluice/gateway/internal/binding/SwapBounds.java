package io.sluice.gateway.internal.binding;

import java.time.Duration;

/**
 * How long a swap may take. All times but those of a probe and of a flush before the gate closes,
 * come out of one: that for which commands are held, counted from when the gate closed, which is no
 * later than when the first of them came. Its last quarter is for the way back.
 *
 * @param handler for the last commands to leave a handler, and for one to tell of its volume
 * @param hold for all of it
 */
public record SwapBounds(Duration handler, Duration hold) {
  /** A swap has this long at the least. */
  public static final int LEAST_SECONDS = 2;

  private static final Duration LEAST = Duration.ofSeconds(LEAST_SECONDS);

  /** For a logical unit that holds commands that long. */
  public static SwapBounds of(Duration handler, Duration hold) {
    return new SwapBounds(handler, hold.compareTo(LEAST) < 0 ? LEAST : hold);
  }

  /** Longer than any swap takes that does not hang. */
  public Duration longest() {
    return handler.plus(hold.multipliedBy(2));
  }

  /**
   * Until when a step may last.
   *
   * @param now {@link System#nanoTime}
   * @param closedAt when the gate was closed
   * @return on the scale of {@link System#nanoTime}
   */
  long until(SwapStep step, long now, long closedAt) {
    long whole = hold.toNanos();
    return switch (step) {
      case PROBE, PREPARE -> now + handler.toNanos();
      case DRAIN -> closedAt + Math.min(handler.toNanos(), whole / 2);
      case RETURN -> closedAt + whole;
      default -> closedAt + whole / 4 * 3;
    };
  }
}
