package io.sluice.backend;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the commands of one logical unit: at most {@code threads} at a time are inside a handler
 * that may block.
 *
 * <p>While the handler answers quicker than a hand-over to another thread takes, its commands run
 * on the calling thread, which saves that hand-over; as soon as it is slower, on threads of our
 * own, so that it holds up nobody and its waiting overlaps. Commands of which the handler says that
 * they do not block always run on the calling thread.
 */
public final class Workers implements AutoCloseable {
  /** About what waking another thread costs. */
  private static final long QUICK_NANOS = 40_000;

  /**
   * What one byte may take without the handler being called slow: copying at 2 GB/s. Shifted right
   * by one.
   */
  private static final int BYTES_TO_NANOS_SHIFT = 1;

  /** One long pause must not count for more than it matters. */
  private static final long LONGEST_SAMPLE_NANOS = 10_000_000;

  /** On the calling thread only each n-th command is timed; a power of two. */
  private static final int SAMPLE_EVERY = 4;

  private static final int SMOOTHING_SHIFT = 3;
  private static final long IDLE_THREAD_SECONDS = 60;

  private final Semaphore slots;
  private final ThreadPoolExecutor pool;

  // Statistics only: torn or lost updates from several threads do no harm.
  private volatile long smoothedNanos;
  private int untilSample;

  /**
   * Makes no thread before there is need of one.
   *
   * @param threads how many commands may be inside the handler at once, at least 1
   * @param factory makes the threads; they are named by it
   */
  public Workers(int threads, ThreadFactory factory) {
    slots = new Semaphore(threads);
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory);
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Gives the command to the handler, now on this thread or soon on another. What the handler
   * throws answers the command.
   *
   * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
   */
  public void execute(ScsiCmdHandler handler, ScsiCmd cmd) {
    if (!mayBlock(handler, cmd)) {
      handle(handler, cmd);
    } else if (smoothedNanos < QUICK_NANOS && slots.tryAcquire()) {
      runHere(handler, cmd);
    } else {
      pool.execute(() -> runOnWorker(handler, cmd));
    }
  }

  /**
   * As {@link #execute}, but never on the calling thread: for who must not be held up by a handler
   * that was quick until now.
   */
  public void handOver(ScsiCmdHandler handler, ScsiCmd cmd) {
    pool.execute(() -> runOnWorker(handler, cmd));
  }

  private static boolean mayBlock(ScsiCmdHandler handler, ScsiCmd cmd) {
    try {
      return handler.mayBlock(cmd);
    } catch (Throwable failure) { // a handler can't hurt the gateway
      CommandFailure.respond(cmd, failure);
      return true;
    }
  }

  private void runHere(ScsiCmdHandler handler, ScsiCmd cmd) {
    try {
      if (--untilSample > 0) {
        handle(handler, cmd);
      } else {
        untilSample = SAMPLE_EVERY;
        handleTimed(handler, cmd);
      }
    } finally {
      slots.release();
    }
  }

  private void runOnWorker(ScsiCmdHandler handler, ScsiCmd cmd) {
    slots.acquireUninterruptibly();
    try {
      handleTimed(handler, cmd);
    } finally {
      slots.release();
    }
  }

  private void handleTimed(ScsiCmdHandler handler, ScsiCmd cmd) {
    long allowed = (cmd.dataIn().length() + cmd.dataOut().length()) >>> BYTES_TO_NANOS_SHIFT;
    long begin = System.nanoTime();
    handle(handler, cmd);
    long taken = Math.min(System.nanoTime() - begin, LONGEST_SAMPLE_NANOS) - allowed;
    long before = smoothedNanos;
    smoothedNanos = before + ((Math.max(0, taken) - before) >> SMOOTHING_SHIFT);
  }

  private static void handle(ScsiCmdHandler handler, ScsiCmd cmd) {
    try {
      handler.handle(cmd);
    } catch (Throwable failure) { // a handler can't hurt the gateway
      cmd.completeUnlessDone(CommandFailure.respond(cmd, failure));
    }
  }

  /** How many commands wait for a thread. */
  public int queued() {
    return pool.getQueue().size();
  }

  /** Takes no more; commands that were taken are still run. */
  @Override
  public void close() {
    pool.shutdown();
  }

  /** Waits for the last command after {@link #close}. Returns whether it came in time. */
  public boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }
}
