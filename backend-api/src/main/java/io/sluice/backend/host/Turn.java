package io.sluice.backend.host;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The right to read a source of commands: a ring, a connection. A reader that enters a handler and
 * stays too long can lose its turn to another thread; it finds out when it leaves the handler, and
 * must then no longer touch the source. It can't lose the turn while it is reading.
 *
 * <p>The turn is a number that is even while the reader reads, odd while it is inside a handler,
 * and only grows, so that either the reader that leaves or the thread that takes over succeeds,
 * never both. The thread that takes over sees everything that the reader wrote before it entered
 * the handler.
 */
public final class Turn {
  private final AtomicLong turn = new AtomicLong();

  /** The reader enters a handler. Returns the number to pass to {@link #leave}. */
  public long enter() {
    long inside = turn.getPlain() + 1;
    turn.setRelease(inside);
    return inside;
  }

  /** The reader leaves the handler. Returns false if another thread has taken over. */
  public boolean leave(long inside) {
    return turn.compareAndSet(inside, inside + 1);
  }

  /** The current number, to compare with a later one. */
  public long now() {
    return turn.get();
  }

  /** Whether the reader was inside a handler when the turn had that number. */
  public static boolean isInside(long turn) {
    return (turn & 1) != 0;
  }

  /**
   * Takes the turn from a reader that has been inside a handler since {@code inside} was read.
   * Returns false if the reader has left it meanwhile.
   */
  public boolean takeOver(long inside) {
    return isInside(inside) && turn.compareAndSet(inside, inside + 1);
  }
}
