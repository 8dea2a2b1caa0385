package io.sluice.backend;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many places to work in. A place is taken by who calls, if one is free, or by a thread of a
 * pool, which serves what waits, in its order, until there is nothing more. A pool's thread is
 * asked for only when there is something to do, so that many of these share a pool's threads.
 */
final class Slots {
  private final int most;
  private final Executor pool;
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Slots(int most, Executor pool) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one thread, not " + most);
    }
    this.most = most;
    this.pool = pool;
  }

  /** Takes a place for the calling thread, which gives it back by {@link #leave}. */
  boolean tryEnter() {
    int now = taken.get();
    while (now < most) {
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  /** Gives a place back. */
  void leave() {
    taken.decrementAndGet();
    if (!waiting.isEmpty()) {
      callThread();
    } else if (closed) {
      tellIdle();
    }
  }

  /** Whether nobody works here, and nothing waits. */
  boolean isIdle() {
    return taken.get() == 0 && waiting.isEmpty();
  }

  /** How many tasks wait for a place. */
  int queued() {
    return waiting.size();
  }

  /**
   * Has a thread of the pool run the task, soon; or this one, where there is no other.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  void submit(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    waiting.add(task);
    callThread();
  }

  /** Does not run what waits; where it runs by now nothing happens. */
  void withdraw(Runnable task) {
    waiting.remove(task);
  }

  private void callThread() {
    if (!tryEnter()) {
      return; // who has the places looks again when it leaves one
    }
    try {
      pool.execute(this::serve);
    } catch (OutOfMemoryError | RejectedExecutionException noThread) {
      serve(); // better slowly than with an error for the initiator
    }
  }

  private void serve() {
    try {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    } finally {
      leave();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Takes no more; what was taken is still run. */
  void close() {
    closed = true;
    tellIdle();
  }

  private synchronized void tellIdle() {
    notifyAll();
  }

  /** Waits until nothing is left to do after {@link #close}. Returns whether it came in time. */
  synchronized boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    while (!isIdle()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
