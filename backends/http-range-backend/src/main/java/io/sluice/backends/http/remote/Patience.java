package io.sluice.backends.http.remote;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param answer for the beginning of an answer, and for its next bytes
 * @param outage for a server that does not answer, or answers that it can't, with all attempts
 * @param leastRate bytes a second that have to come in over {@code answer}, shared by what is under
 *     way at once; less is as no answer. 0 for any
 */
public record Patience(Duration answer, Duration outage, long leastRate) {
  /** What has to come in unless it is told otherwise. */
  public static final long USUAL_RATE = 4 << 10;

  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20));

  /** With the usual least rate. */
  public Patience(Duration answer, Duration outage) {
    this(answer, outage, USUAL_RATE);
  }
}
