package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.concurrent.locks.StampedLock;

/**
 * Runs the commands of one volume, and sees to it that those which read and then write what follows
 * from that (COMPARE AND WRITE, ORWRITE), or write all of the medium, have no other write beside
 * them. All other commands run beside each other. Thread-safe.
 */
public final class CommandExclusion {
  private final CommandTable commands;

  /** Held for reading by each write, for writing by who must be alone. */
  private final StampedLock writes = new StampedLock();

  private volatile AdditionalSense occupied;

  /** Runs the commands of this table. */
  public CommandExclusion(CommandTable commands) {
    this.commands = commands;
  }

  /** As {@link StoreCommand#respond}; may wait for writes that are under way. */
  public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    CommandTable.Entry entry = commands.entry(cmd.cdb());
    if (entry == null) {
      return commands.refuseUnknown(cmd.cdb());
    }
    CommandRow row = entry.row();
    AdditionalSense reason = occupied;
    if (reason != null && row.access() != Access.ANY) {
      return ScsiResponse.checkCondition(SenseKey.NOT_READY, reason);
    }
    if (!row.medium() || row.access() != Access.WRITE) {
      return entry.respond(cmd, store);
    }
    return row.alone() ? respondAlone(entry, cmd, store) : respondBeside(entry, cmd, store);
  }

  /** Whether {@link #begin} would take the command. */
  public boolean isAsync(ScsiCmd cmd, AsyncBlockStore store) {
    CommandTable.Entry entry = commands.entry(cmd.cdb());
    return entry != null
        && entry.row().command() instanceof AsyncStoreCommand async
        && async.isAsync(cmd, store);
  }

  /**
   * Begins a command that is answered later, where it is one that only reads and that the store
   * serves so. Never blocks; what goes wrong completes the command.
   *
   * @return false when it is another, and nothing has happened
   */
  public boolean begin(ScsiCmd cmd, AsyncBlockStore store) {
    CommandTable.Entry entry = commands.entry(cmd.cdb());
    if (occupied != null
        || entry == null
        || !(entry.row().command() instanceof AsyncStoreCommand async)
        || !async.isAsync(cmd, store)
        || !entry.accepts(cmd, store.info())) {
      return false;
    }
    async.begin(cmd, store);
    return true;
  }

  private ScsiResponse respondBeside(CommandTable.Entry entry, ScsiCmd cmd, BlockStore store)
      throws IOException {
    long stamp = writes.readLock();
    try {
      return entry.respond(cmd, store);
    } finally {
      writes.unlockRead(stamp);
    }
  }

  private ScsiResponse respondAlone(CommandTable.Entry entry, ScsiCmd cmd, BlockStore store)
      throws IOException {
    long stamp = writes.writeLock();
    try {
      occupied = entry.row().occupies();
      return entry.respond(cmd, store);
    } finally {
      occupied = null;
      writes.unlockWrite(stamp);
    }
  }
}
