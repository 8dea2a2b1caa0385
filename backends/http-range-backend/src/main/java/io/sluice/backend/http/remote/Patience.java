package io.sluice.backend.http.remote;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param answer for the beginning of an answer, and for its next bytes
 * @param outage for a server that does not answer, or answers that it can't, with all attempts
 */
public record Patience(Duration answer, Duration outage) {
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20));
}
