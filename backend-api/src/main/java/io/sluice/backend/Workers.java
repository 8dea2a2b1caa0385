package io.sluice.backend;

import io.sluice.scsi.ScsiStatus;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Runs the commands of one logical unit: at most {@code threads} of them at a time are inside a
 * handler that may block.
 *
 * <p>While the handler answers faster than a hand-over to another thread would take, as measured on
 * this machine, its commands run on the calling thread, which saves the hand-over. When it is
 * slower, they run on pool threads, so that it holds up nobody and waits overlap. Each operation
 * code is judged separately, since a flush waits where a read does not. Commands that the handler
 * says do not block always run on the calling thread.
 */
public final class Workers implements AutoCloseable {
  private static final int OPERATION_CODES = 256;
  private static final long IDLE_THREAD_SECONDS = 60;
  private static final ScsiResponse TASK_ABORTED = ScsiResponse.status(ScsiStatus.TASK_ABORTED);

  private final Slots slots;
  private final Runnable closePool;
  private final LongSupplier clock;
  private final Pace[] paces = new Pace[OPERATION_CODES];

  /**
   * Workers with their own threads. No thread is started before it is needed.
   *
   * @param threads how many commands may be inside the handler at once, at least 1
   * @param factory makes and names the threads
   */
  public Workers(int threads, ThreadFactory factory) {
    this(threads, pool(factory), System::nanoTime);
  }

  private Workers(int threads, ThreadPoolExecutor pool, LongSupplier clock) {
    this(threads, pool, pool::shutdown, clock);
  }

  /**
   * Workers with threads shared with others. No thread is held while there is nothing to do.
   *
   * @param threads how many commands may be inside the handler at once, at least 1
   * @param pool gives each task a thread at once, however many tasks there are; not closed here
   */
  public static Workers on(Executor pool, int threads) {
    return new Workers(threads, pool, () -> {}, System::nanoTime);
  }

  /** With another clock, in nanoseconds. */
  Workers(int threads, Executor pool, Runnable closePool, LongSupplier clock) {
    slots = new Slots(threads, pool);
    this.closePool = closePool;
    this.clock = clock;
    Arrays.setAll(paces, opcode -> new Pace());
  }

  private static ThreadPoolExecutor pool(ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_THREAD_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory);
  }

  /**
   * Gives the command to the handler, now on this thread or soon on another. If the handler throws,
   * the command is answered with that failure.
   *
   * @throws RejectedExecutionException after {@link #close}, when the handler may block
   */
  public void execute(ScsiCmdHandler handler, ScsiCmd cmd) {
    if (!mayBlock(handler, cmd)) {
      handle(handler, cmd);
      return;
    }
    if (slots.isClosed()) {
      throw new RejectedExecutionException("the workers are closed: " + cmd);
    }
    Pace pace = paces[cmd.cdb().opcode()];
    switch (pace.next()) {
      case HERE -> runHere(handler, cmd, null);
      case HERE_TIMED -> runHere(handler, cmd, pace);
      case ELSEWHERE -> runElsewhere(handler, cmd, null);
      case ELSEWHERE_TIMED -> runElsewhere(handler, cmd, pace);
    }
  }

  /**
   * As {@link #execute}, but never on the calling thread if another is available: for a caller that
   * must not be held up by a handler that has been quick so far.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  public void handOver(ScsiCmdHandler handler, ScsiCmd cmd) {
    runElsewhere(handler, cmd, null);
  }

  private static boolean mayBlock(ScsiCmdHandler handler, ScsiCmd cmd) {
    try {
      return handler.mayBlock(cmd);
    } catch (Throwable failure) { // a handler can't hurt the gateway
      CommandFailure.respond(cmd, failure);
      return true;
    }
  }

  /**
   * @param pace is told how long it took; null if that does not matter
   */
  private void runHere(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    if (!slots.tryEnter()) {
      runElsewhere(handler, cmd, null);
      return;
    }
    try {
      if (pace == null) {
        handle(handler, cmd);
      } else {
        handleTimed(handler, cmd, pace);
      }
    } finally {
      slots.leave();
    }
  }

  /**
   * Measures the handler alone: sending the answer wakes the initiator, which may take this very
   * processor, and a quick handler would then count as slow for ever.
   */
  private void handleTimed(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    long bytes = cmd.dataIn().length() + cmd.dataOut().length();
    cmd.time(clock);
    long begin = clock.getAsLong();
    handle(handler, cmd);
    long answered = cmd.answeredAt();
    pace.ranHere((answered == 0 ? clock.getAsLong() : answered) - begin, bytes);
  }

  /**
   * @param pace is told how long the hand-over took; null if that does not matter
   */
  private void runElsewhere(ScsiCmdHandler handler, ScsiCmd cmd, Pace pace) {
    Waiting waiting = new Waiting(handler, cmd);
    cmd.onAbort(waiting::abort); // before its handler sets its own
    try {
      submit(waiting, pace);
    } catch (RejectedExecutionException e) {
      if (waiting.isGivenUp()) { // else it was aborted meanwhile, and is answered
        throw e;
      }
    }
  }

  private void submit(Waiting waiting, Pace pace) {
    if (pace != null && slots.isIdle()) {
      long begin = clock.getAsLong();
      slots.submit(
          () -> {
            pace.handedOver(clock.getAsLong() - begin);
            waiting.run();
          });
    } else {
      slots.submit(waiting);
    }
  }

  /**
   * A command that waits for a thread, perhaps behind others that hang. If aborted meanwhile, it is
   * answered at once: task management must not wait for a command that its handler never received.
   */
  private final class Waiting extends AtomicBoolean implements Runnable {
    private static final long serialVersionUID = 1L;

    private final transient ScsiCmdHandler handler;
    private final transient ScsiCmd cmd;

    Waiting(ScsiCmdHandler handler, ScsiCmd cmd) {
      this.handler = handler;
      this.cmd = cmd;
    }

    /** Runs once, and not at all if it was already answered. */
    @Override
    public void run() {
      if (compareAndSet(false, true)) {
        handle(handler, cmd);
      }
    }

    /**
     * For a command that no thread took: from now on an abort must not answer it, wherever it runs.
     */
    boolean isGivenUp() {
      return compareAndSet(false, true);
    }

    void abort() {
      if (compareAndSet(false, true)) {
        slots.withdraw(this);
        cmd.completeUnlessDone(TASK_ABORTED);
      }
    }
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
    return slots.queued();
  }

  boolean isIdle() {
    return slots.isIdle();
  }

  /** Accepts no more commands; those already accepted are still run. */
  @Override
  public void close() {
    slots.close();
    closePool.run();
  }

  /** After {@link #close}, waits for the last command to end. Returns whether it ended in time. */
  public boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return slots.awaitIdle(timeout, unit);
  }
}
