package io.sluice.gateway.internal.path;

import io.sluice.backend.ScsiCmdHandler;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The one place in a logical unit through which every command goes to its handler.
 *
 * <p>One word holds whether it is open and how many commands are inside, so that a command is
 * counted in, and out again, with one atomic addition each. Any thread may {@link #enter} and
 * {@link #leave}; only the control thread opens, closes, and waits.
 */
final class Gate {
  private static final long OPEN = 1L << 62;

  private final AtomicLong word = new AtomicLong();
  private volatile Thread drainer;

  /** Published by {@link #word}: written before OPEN is set, and only while nobody is inside. */
  private ScsiCmdHandler handler;

  /**
   * Counts a command in.
   *
   * @return the handler that it goes to; null when the gate is closed, and then nothing was counted
   */
  ScsiCmdHandler enter() {
    if ((word.get() & OPEN) == 0) {
      return null;
    }
    if ((word.getAndIncrement() & OPEN) != 0) {
      return handler;
    }
    leave(); // it was closed in between
    return null;
  }

  /** Counts a command out. */
  void leave() {
    if (word.decrementAndGet() == 0) {
      LockSupport.unpark(drainer);
    }
  }

  /** Lets commands through to a handler. The gate is closed, and nobody inside. */
  void open(ScsiCmdHandler to) {
    if (word.get() >= OPEN || handler != null) {
      throw new IllegalStateException("the gate is open, or the last handler was not taken off");
    }
    handler = to;
    word.getAndAdd(OPEN);
  }

  /** Lets commands through again to the handler that was not taken off. The gate is closed. */
  void reopen() {
    if (word.get() >= OPEN || handler == null) {
      throw new IllegalStateException("the gate is open, or there is no handler");
    }
    word.getAndAdd(OPEN);
  }

  /** Lets no command in any more. Those inside stay until they are answered. */
  void close() {
    if (word.get() < OPEN) {
      throw new IllegalStateException("the gate is closed");
    }
    word.getAndAdd(-OPEN);
  }

  /**
   * Waits until nobody is inside a closed gate; takes the handler off then.
   *
   * @return whether that came in time; false too when the thread is interrupted
   */
  boolean awaitDrained(long nanos) {
    long deadline = System.nanoTime() + nanos;
    drainer = Thread.currentThread();
    try {
      while (word.get() != 0) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      drainer = null;
    }
    handler = null;
    return true;
  }

  boolean isOpen() {
    return (word.get() & OPEN) != 0;
  }

  /** How many commands are inside. */
  int inFlight() {
    return (int) (word.get() & ~OPEN);
  }
}
