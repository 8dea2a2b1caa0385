package io.sluice.backend.host;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may read that from which commands come: a ring, a connection. The reader that goes into a
 * handler can lose it there, if it stays too long, to another thread; it learns so when it comes
 * out, and must then touch nothing of it any more. While it reads it can't lose it.
 *
 * <p>The number is even while the reader reads, odd while it is inside a handler, and only grows,
 * so that of the reader that leaves and the thread that takes over one alone succeeds. What the
 * reader had written when it went in is seen by who takes over.
 */
public final class Turn {
  private final AtomicLong turn = new AtomicLong();

  /** The reader goes into a handler. Returns what to leave with. */
  public long enter() {
    long inside = turn.getPlain() + 1;
    turn.setRelease(inside);
    return inside;
  }

  /** The reader comes out. Returns false when another thread reads now. */
  public boolean leave(long inside) {
    return turn.compareAndSet(inside, inside + 1);
  }

  /** A number to compare with a later one. */
  public long now() {
    return turn.get();
  }

  /** Whether the reader was inside a handler at that number. */
  public static boolean isInside(long turn) {
    return (turn & 1) != 0;
  }

  /**
   * Takes the turn from a reader that is inside a handler since {@code inside} was seen. Returns
   * false when it came out meanwhile.
   */
  public boolean takeOver(long inside) {
    return isInside(inside) && turn.compareAndSet(inside, inside + 1);
  }
}
