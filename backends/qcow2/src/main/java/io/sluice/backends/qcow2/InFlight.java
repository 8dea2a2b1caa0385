package io.sluice.backends.qcow2;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells when nobody can still be using a cluster that was taken out of the tables: everybody who
 * looks something up is counted in an epoch, and epochs go on only when the one before is empty.
 * What was taken out in epoch e is nobody's from epoch e + 2 on.
 */
final class InFlight {
  private final AtomicLong[] counts = {new AtomicLong(), new AtomicLong()};
  private volatile long epoch;

  /** Before a lookup. Gives what {@link #exit} wants. */
  int enter() {
    while (true) {
      long now = epoch;
      AtomicLong count = counts[(int) now & 1];
      count.incrementAndGet();
      if (epoch == now) {
        return (int) now & 1;
      }
      count.decrementAndGet();
    }
  }

  /** When what was looked up is not used any more. */
  void exit(int ticket) {
    counts[ticket].decrementAndGet();
  }

  long epoch() {
    return epoch;
  }

  /** Goes on to the next epoch, where that can be. */
  synchronized void advance() {
    if (counts[(int) (epoch + 1) & 1].get() == 0) {
      epoch++;
    }
  }

  /** Whether what was taken out in that epoch is nobody's now. */
  boolean isOver(long then) {
    return epoch >= then + 2;
  }
}
