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
 * Standby threads: they take over reading when a handler holds up the reader, and run tasks that
 * may block. Shared by everything that a transport serves, so that idle parts need no threads; a
 * thread that returns from its handler stands by for a while and then ends.
 */
public final class StandbyThreads implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandbyThreads.class);
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor pool;

  /**
   * Starts no thread before one is needed.
   *
   * @param name the name of its threads
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
   * Runs the task now, on a thread that does nothing else meanwhile.
   *
   * @throws OutOfMemoryError if the machine can't start a thread for it
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(() -> guard(task));
  }

  /**
   * Runs the task if a thread is available; otherwise logs that it did not run, and returns
   * normally.
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

  /** How many threads there are, including those on standby. */
  public int size() {
    return pool.getPoolSize();
  }

  /** Ends the threads on standby, and each other thread as soon as it returns. */
  @Override
  public void close() {
    pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
  }
}
