package io.sluice.backend;

import io.sluice.scsi.ScsiStatus;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
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
 * own, so that it holds up nobody and its waiting overlaps. Each operation code is judged by
 * itself, since a flush waits where a read does not. Commands of which the handler says that they
 * do not block always run on the calling thread.
 */
public final class Workers implements AutoCloseable {
  private static final int OPERATION_CODES = 256;
  private static final long IDLE_THREAD_SECONDS = 60;
  private static final ScsiResponse TASK_ABORTED = ScsiResponse.status(ScsiStatus.TASK_ABORTED);

  private final Semaphore slots;
  private final ThreadPoolExecutor pool;
  private final Pace[] paces = new Pace[OPERATION_CODES];

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
    Arrays.setAll(paces, opcode -> new Pace());
  }

  /**
   * Gives the command to the handler, now on this thread or soon on another. What the handler
   * throws answers the command.
   *
   * @throws RejectedExecutionException after {@link #close}, when the handler may block
   */
  public void execute(ScsiCmdHandler handler, ScsiCmd cmd) {
    if (!mayBlock(handler, cmd)) {
      handle(handler, cmd);
      return;
    }
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the workers are closed: " + cmd);
    }
    Pace pace = paces[cmd.cdb().opcode()];
    if (pace.isQuick() && slots.tryAcquire()) {
      runHere(handler, cmd, pace);
    } else {
      runElsewhere(handler, cmd, pace);
    }
  }

  /**
   * As {@link #execute}, but never on the calling thread if another can be had: for who must not be
   * held up by a handler that was quick until now.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  public void handOver(ScsiCmdHandler handler, ScsiCmd cmd) {
    runElsewhere(handler, cmd, paces[cmd.cdb().opcode()]);
  }

  private void runElsewhere(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    try {
      pool.execute(() -> runOnWorker(handler, cmd, pace));
    } catch (OutOfMemoryError noThread) { // better slowly than with an error for the initiator
      runOnWorker(handler, cmd, pace);
    }
  }

  private static boolean mayBlock(ScsiCmdHandler handler, ScsiCmd cmd) {
    try {
      return handler.mayBlock(cmd);
    } catch (Throwable failure) { // a handler can't hurt the gateway
      CommandFailure.respond(cmd, failure);
      return true;
    }
  }

  private void runHere(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    try {
      if (pace.isSampleDue()) {
        handleTimed(handler, cmd, pace);
      } else {
        handle(handler, cmd);
      }
    } finally {
      slots.release();
    }
  }

  private void runOnWorker(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    slots.acquireUninterruptibly();
    try {
      if (cmd.isAborted()) { // while it waited: task management must not wait for it
        cmd.completeUnlessDone(TASK_ABORTED);
        return;
      }
      handleTimed(handler, cmd, pace);
    } finally {
      slots.release();
    }
  }

  /**
   * Measures the handler alone: to send the answer wakes the initiator, which may take this very
   * processor, and a quick handler would be called slow for it, for ever.
   */
  private static void handleTimed(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    long bytes = cmd.dataIn().length() + cmd.dataOut().length();
    cmd.time();
    long begin = System.nanoTime();
    handle(handler, cmd);
    long answered = cmd.answeredAt();
    pace.add((answered == 0 ? System.nanoTime() : answered) - begin, bytes);
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
