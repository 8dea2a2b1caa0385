package io.sluice.iscsi.internal.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits, without a thread, for commands to leave their handler; then runs an action on the thread
 * of the last one. One token is held from the beginning until {@link #start}.
 */
final class Drain {
  private final AtomicInteger tokens = new AtomicInteger(1);
  private final Runnable whenEmpty;

  Drain(Runnable whenEmpty) {
    this.whenEmpty = whenEmpty;
  }

  /** One more to wait for. Before {@link #start} alone. */
  void add() {
    tokens.incrementAndGet();
  }

  /** One of them has left. */
  void left() {
    if (tokens.decrementAndGet() == 0) {
      whenEmpty.run();
    }
  }

  /** All were added. */
  void start() {
    left();
  }

  boolean isEmpty() {
    return tokens.get() == 0;
  }
}
