package io.sluice.iscsi.internal.session;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs short actions later, all on one thread. */
public final class Timer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  private final ScheduledThreadPoolExecutor executor;

  /** Makes its thread when there is something to do. */
  public Timer(ThreadFactory threads) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = threads.newThread(task);
              thread.setName("sluice-iscsi-timer");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // once it ends
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Once. */
  public Future<?> after(Duration delay, Runnable action) {
    return executor.schedule(guarded(action), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Again and again, until it is cancelled. */
  public Future<?> every(Duration period, Runnable action) {
    long nanos = period.toNanos();
    return executor.scheduleWithFixedDelay(guarded(action), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("a delayed action failed", e);
      }
    };
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
