package io.sluice.tcmu.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one piece of work, again and again, each time that it is asked to: never twice at once, and
 * on a thread that there is only while there is something to do. It may take its time.
 */
final class OccasionalThread {
  private static final Logger LOG = LoggerFactory.getLogger(OccasionalThread.class);

  private final String name;
  private final Runnable work;
  private final long retryMillis;

  // By this.
  private Thread thread; // null while there is nothing to do
  private boolean isWanted;
  private boolean isEnded;
  private long runs;

  /**
   * @param name of the thread
   * @param retryMillis how long after {@link #retry}, or where the machine had no thread
   */
  OccasionalThread(String name, Runnable work, long retryMillis) {
    this.name = name;
    this.work = work;
    this.retryMillis = retryMillis;
  }

  /** Has it run once more; what is running now does not count. */
  synchronized void request() {
    isWanted = !isEnded;
    if (isWanted && thread == null) {
      start();
    }
  }

  /** Has it run once more after some time, unless it does before. Costs no thread meanwhile. */
  synchronized void retry() {
    long last = runs;
    CompletableFuture.delayedExecutor(retryMillis, TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> retryAfter(last));
  }

  private synchronized void retryAfter(long last) {
    if (runs == last) {
      request();
    }
  }

  private void start() {
    try {
      Thread made = new Thread(this::run, name);
      made.setDaemon(true);
      made.start();
      thread = made;
    } catch (OutOfMemoryError e) {
      LOG.warn("there is no thread for {} now: {}", name, e.getMessage());
      retry();
    }
  }

  private void run() {
    while (next()) {
      work.run();
    }
  }

  private synchronized boolean next() {
    boolean goesOn = isWanted && !isEnded;
    isWanted = false;
    if (goesOn) {
      runs++;
    } else {
      thread = null;
    }
    return goesOn;
  }

  synchronized boolean isEnded() {
    return isEnded;
  }

  /** It does not run any more, after what is running now. */
  synchronized void end() {
    isEnded = true;
  }

  /** Waits for what is running now. */
  void awaitEnd(long millis) {
    Thread last;
    synchronized (this) {
      last = thread;
    }
    if (last == null) {
      return;
    }
    try {
      last.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
