package io.sluice.backend.host;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that stand by for whoever needs one: to read on where a handler keeps the reader, and to
 * run what may block. Shared by all that a transport serves, so that what is idle costs none; a
 * thread that has come back from its handler stands by for a while, and then ends.
 */
public final class StandbyThreads implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandbyThreads.class);
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor pool;

  /**
   * Makes no thread before there is need of one.
   *
   * @param name of its threads
   */
  public StandbyThreads(ThreadFactory threads, String name) {
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = threads.newThread(task);
              thread.setName(name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs it now, on a thread that does nothing else meanwhile.
   *
   * @throws OutOfMemoryError when the machine has no thread for it
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(() -> guard(task));
  }

  /**
   * Runs it where that can be had; what does not run is told in the log, and its caller goes on.
   */
  public void attempt(Runnable task) {
    try {
      execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.warn("there is no thread for {}: {}", task, e.getMessage());
    }
  }

  private static void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", task, e);
    }
  }

  /** How many threads there are, those that stand by included. */
  public int size() {
    return pool.getPoolSize();
  }

  /** Has the threads end that stand by, and each other one as soon as it is back. */
  @Override
  public void close() {
    pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
  }
}
