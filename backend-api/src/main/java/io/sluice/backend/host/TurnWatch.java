package io.sluice.backend.host;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that no source of commands waits for a handler that blocks its reader's thread: in
 * that case another thread takes over reading. One thread watches many readers. It checks often
 * while there is work, seldom otherwise, and not at all while there is no reader.
 *
 * <p>How often it checks decides only how soon a hanging handler is noticed: a handler that is
 * merely slow costs its reader the turn and one hand-over, and by then counts as slow.
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

  /** A reader to watch. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Checks whether the reader is still in the same handler call as last time, and if so has
     * another thread take over. Called on the watch's thread. Returns whether this reader is
     * active.
     */
    boolean check();
  }

  /**
   * Starts its thread when there is something to watch.
   *
   * @param name the name of its thread
   */
  public TurnWatch(ThreadFactory threads, String name) {
    this.threads = threads;
    this.name = name;
  }

  /** Watches this reader from now on. */
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

  /** Stops watching this reader. */
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

  /** A reader whose check fails must not leave all others unwatched. */
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
