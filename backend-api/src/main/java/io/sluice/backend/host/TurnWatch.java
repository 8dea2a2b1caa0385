package io.sluice.backend.host;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nothing from which commands come waits for a handler that blocks on its reader's
 * thread: has another thread read on then. One thread for many readers, which looks often while
 * there is work, seldom otherwise, and not at all while there is no reader.
 *
 * <p>How often it looks decides how soon a handler that hangs is noticed, and nothing else: one
 * that is merely slow loses the reader's place for the price of a hand-over, and is called slow by
 * then.
 */
public final class TurnWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TurnWatch.class);
  private static final long BUSY_NANOS = 20_000_000;
  private static final long QUIET_NANOS = 250_000_000;

  private final CopyOnWriteArrayList<Reader> readers = new CopyOnWriteArrayList<>();
  private final ThreadFactory threads;
  private final String name;

  private volatile Thread thread; // changed by this
  private volatile boolean closed;

  /** What is looked at. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Looks whether the reader is still in the handler that it was in last time, and has another
     * thread read on if it is. On the watch's thread. Returns whether anything happens here.
     */
    boolean check();
  }

  /**
   * Makes its thread when there is something to look at.
   *
   * @param name of its thread
   */
  public TurnWatch(ThreadFactory threads, String name) {
    this.threads = threads;
    this.name = name;
  }

  /** Looks at this one from now on. */
  public void add(Reader reader) {
    readers.add(reader);
    start();
    LockSupport.unpark(thread);
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      Thread made = threads.newThread(this::run);
      made.setName(name);
      made.setDaemon(true);
      made.start();
      thread = made;
    }
  }

  /** Looks at it no more. */
  public void remove(Reader reader) {
    readers.remove(reader);
  }

  private void run() {
    while (!closed) {
      boolean isBusy = false;
      for (Reader reader : readers) {
        isBusy |= check(reader);
      }
      if (readers.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, isBusy ? BUSY_NANOS : QUIET_NANOS);
      }
    }
  }

  /** One that can't be looked at must not leave all others without a watch. */
  private static boolean check(Reader reader) {
    try {
      return reader.check();
    } catch (RuntimeException | Error e) {
      LOG.error("{} can't be looked after now", reader, e);
      return true;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
