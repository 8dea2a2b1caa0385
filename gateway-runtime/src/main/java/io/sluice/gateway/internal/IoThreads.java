package io.sluice.gateway.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of all logical units: as many as there is work for, none for a logical unit that has
 * nothing to do. Made by a factory that knows how threads in the I/O path are treated on this
 * system, where there is one.
 */
final class IoThreads implements Executor, AutoCloseable {
  /** Service property of such a factory. */
  static final String PROPERTY = "sluice.threads";

  private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);
  private static final ThreadFactory PLAIN = Thread::new;
  private static final long IDLE_THREAD_SECONDS = 60;

  private final AtomicInteger count = new AtomicInteger();
  private ThreadFactory factory; // guarded by this
  private volatile ThreadPoolExecutor pool;

  IoThreads() {
    use(PLAIN);
  }

  /** From now on its threads are used; what others do is done by these. */
  synchronized void use(ThreadFactory better) {
    ThreadPoolExecutor before = pool;
    factory = better;
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> newThread(better, task));
    if (before != null) {
      before.shutdown();
    }
  }

  synchronized void stopUsing(ThreadFactory gone) {
    if (factory == gone) {
      use(PLAIN);
    }
  }

  private Thread newThread(ThreadFactory maker, Runnable task) {
    Thread thread = maker.newThread(task);
    thread.setName("sluice-io-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs the task on a thread at once.
   *
   * @throws OutOfMemoryError where there is no thread for it; it is not run then
   */
  @Override
  public void execute(Runnable task) {
    while (true) {
      ThreadPoolExecutor now = pool;
      try {
        now.execute(task);
        return;
      } catch (RejectedExecutionException e) { // replaced meanwhile, or the gateway has ended
        if (now == pool) {
          throw e;
        }
      }
    }
  }

  /**
   * The same for what a handler does that its caller need not wait for; what does not run is told
   * in the log.
   */
  void attempt(Runnable task) {
    try {
      execute(() -> guard(task));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.warn("there is no thread for {}: {}", task, e.getMessage());
    }
  }

  private static void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // a handler can't hurt the gateway
      LOG.error("{} failed", task, e);
    }
  }

  /** What is under way goes on. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
