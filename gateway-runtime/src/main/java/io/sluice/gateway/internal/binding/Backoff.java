package io.sluice.gateway.internal.binding;

import java.time.Duration;

/** Waiting times between attempts: the double each time, up to a bound. For one thread. */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    next = first;
  }

  /** How long to wait after one more failure. */
  Duration afterFailure() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return now;
  }

  /** Begins anew. */
  void reset() {
    next = first;
  }
}
