package io.sluice.backends.http.cache;

import java.util.concurrent.atomic.LongAdder;

/** Where the blocks came from that commands read. */
public final class BlockCounters {
  private final LongAdder memoryHits = new LongAdder();
  private final LongAdder diskHits = new LongAdder();
  private final LongAdder joined = new LongAdder();
  private final LongAdder fetched = new LongAdder();

  void hitMemory() {
    memoryHits.increment();
  }

  void hitDisk() {
    diskHits.increment();
  }

  void joinedAnother() {
    joined.increment();
  }

  void fetchedOne() {
    fetched.increment();
  }

  public long memoryHits() {
    return memoryHits.sum();
  }

  public long diskHits() {
    return diskHits.sum();
  }

  /** Were under way for another command, or read ahead. */
  public long joined() {
    return joined.sum();
  }

  /** Came over the network, for whatever reason. */
  public long fetched() {
    return fetched.sum();
  }
}
