package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.CommandFailure;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.ScsiStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

/** A command that a store answers later, from its beginning to its answer. */
final class BegunCommand implements Consumer<ScsiResponse> {
  /** Of a command that holds nobody up. */
  static final long NO_STAMP = 0;

  private final ScsiCmd cmd;
  private final AsyncStoreCommand command;
  private final AsyncBlockStore store;
  private final StampedLock writes;
  private final AtomicBoolean answered = new AtomicBoolean();
  private long stamp;

  /**
   * @param writes what those have to wait for who must be alone
   */
  BegunCommand(ScsiCmd cmd, AsyncStoreCommand command, AsyncBlockStore store, StampedLock writes) {
    this.cmd = cmd;
    this.command = command;
    this.store = store;
    this.writes = writes;
  }

  /**
   * @param readStamp of the lock, which is held until the answer; {@link #NO_STAMP} for none
   */
  void begin(long readStamp) {
    stamp = readStamp;
    if (cmd.isAborted()) {
      accept(ScsiResponse.status(ScsiStatus.TASK_ABORTED));
      return;
    }
    try {
      command.begin(cmd, store, this);
    } catch (RuntimeException | Error e) { // a store can't hurt the gateway
      if (!answered.get()) {
        accept(CommandFailure.respond(cmd, e));
      }
    }
  }

  @Override
  public void accept(ScsiResponse response) {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("completed twice: " + cmd);
    }
    if (stamp != NO_STAMP) {
      writes.unlockRead(stamp);
    }
    cmd.complete(response);
  }
}
