package io.sluice.backends.http.remote;

import java.util.concurrent.atomic.LongAdder;

/** What was asked of a server. */
public final class Counters {
  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder redirects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void requested() {
    requests.increment();
  }

  void retried() {
    retries.increment();
  }

  void redirected() {
    redirects.increment();
  }

  void received(long count) {
    bytes.add(count);
  }

  public long requests() {
    return requests.sum();
  }

  public long retries() {
    return retries.sum();
  }

  public long redirects() {
    return redirects.sum();
  }

  public long bytes() {
    return bytes.sum();
  }
}
