package io.sluice.backend.command;

import io.sluice.backend.CommandFailure;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.StoreCompletion;
import io.sluice.scsi.ScsiStatus;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A command that is several operations of the store, each begun when the one before it has ended.
 * The stack is as deep for a thousand as for one, however soon they end. Stops at the first that
 * fails, and between two when the command was aborted.
 */
abstract class StoreSteps implements StoreCompletion {
  private final ScsiCmd cmd;
  private final ScsiResponse done;
  private final Consumer<ScsiResponse> answer;

  /** Of an operation: that its beginning has returned, and that it has ended. */
  private final AtomicInteger ends = new AtomicInteger();

  /** Written before, and read after, a step of {@link #ends}. */
  private Throwable failure;

  /**
   * @param done the response where all went well
   */
  StoreSteps(ScsiCmd cmd, ScsiResponse done, Consumer<ScsiResponse> answer) {
    this.cmd = cmd;
    this.done = done;
    this.answer = answer;
  }

  /** Begins the next operation with this as its completion. Returns false when all are done. */
  abstract boolean beginNext();

  /** Begins the first. */
  final void begin() {
    do {
      if (failure != null) {
        answer.accept(CommandFailure.respond(cmd, failure));
        return;
      }
      if (cmd.isAborted()) {
        answer.accept(ScsiResponse.status(ScsiStatus.TASK_ABORTED));
        return;
      }
      ends.set(0);
      if (!isNextBegun()) {
        return;
      }
    } while (ends.incrementAndGet() == 2);
  }

  private boolean isNextBegun() {
    boolean begun;
    try {
      begun = beginNext();
    } catch (RuntimeException | Error e) { // a store can't keep the initiator waiting for ever
      answer.accept(CommandFailure.respond(cmd, e));
      return false;
    }
    if (!begun) {
      answer.accept(done);
    }
    return begun;
  }

  @Override
  public final void completed(Throwable thrown) {
    failure = thrown;
    if (ends.incrementAndGet() == 2) {
      begin();
    }
  }
}
