package io.sluice.tcmu.internal.ring;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may read a ring. The reader that goes into a handler can lose the ring there, if it stays too
 * long, to another thread; it learns so when it comes out. While it reads it can't lose it.
 *
 * <p>The number is even while the reader reads, odd while it is inside a handler, and only grows,
 * so that of the reader that leaves and the thread that takes over one alone succeeds. What the
 * reader had written when it went in is seen by who takes over.
 */
final class Turn {
  private final AtomicLong turn = new AtomicLong();

  /** The reader goes into a handler. Returns what to leave with. */
  long enter() {
    long inside = turn.getPlain() + 1;
    turn.setRelease(inside);
    return inside;
  }

  /** The reader comes out. Returns false when the ring is another's now. */
  boolean leave(long inside) {
    return turn.compareAndSet(inside, inside + 1);
  }

  /** A number to compare with a later one. */
  long now() {
    return turn.get();
  }

  static boolean isInside(long turn) {
    return (turn & 1) != 0;
  }

  /**
   * Takes the ring from a reader that is inside a handler since {@code inside} was seen. Returns
   * false when it came out meanwhile.
   */
  boolean takeOver(long inside) {
    return isInside(inside) && turn.compareAndSet(inside, inside + 1);
  }
}
