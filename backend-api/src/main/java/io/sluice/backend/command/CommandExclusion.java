package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** How many have to be alone, or are. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Writes that came meanwhile, of a store that answers later. */
  private final ConcurrentLinkedDeque<BegunCommand> deferred = new ConcurrentLinkedDeque<>();

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
    ScsiResponse refusal = refuseOccupied(row);
    if (refusal != null) {
      return refusal;
    }
    if (!isWrite(row)) {
      return entry.respond(cmd, store);
    }
    return row.alone() ? respondAlone(entry, cmd, store) : respondBeside(entry, cmd, store);
  }

  /** Whether {@link #begin} would take the command. */
  public boolean isAsync(ScsiCmd cmd) {
    return isAsync(commands.entry(cmd.cdb()));
  }

  private static boolean isAsync(CommandTable.Entry entry) {
    return entry != null
        && entry.row().command() instanceof AsyncStoreCommand
        && !entry.row().alone();
  }

  /**
   * Begins a command that can be answered later. Never blocks: where another has to be alone it is
   * begun after that, on its thread. What goes wrong completes the command.
   *
   * @return false when it can't, and nothing has happened
   */
  public boolean begin(ScsiCmd cmd, AsyncBlockStore store) {
    CommandTable.Entry entry = commands.entry(cmd.cdb());
    if (!isAsync(entry)) {
      return false;
    }
    CommandRow row = entry.row();
    ScsiResponse refusal = refuseOccupied(row);
    if (refusal == null) {
      refusal = entry.refuse(cmd, store.info());
    }
    if (refusal != null) {
      cmd.complete(refusal);
      return true;
    }
    BegunCommand begun = new BegunCommand(cmd, (AsyncStoreCommand) row.command(), store, writes);
    if (!isWrite(row)) {
      begun.begin(BegunCommand.NO_STAMP);
    } else if (!tryBeginBeside(begun)) {
      deferred.add(begun);
      if (waiting.get() == 0) { // who was alone may not have seen it
        beginDeferred();
      }
    }
    return true;
  }

  /** Where somebody waits to be alone, that comes first. */
  private boolean tryBeginBeside(BegunCommand begun) {
    long stamp = waiting.get() == 0 ? writes.tryReadLock() : BegunCommand.NO_STAMP;
    if (stamp == BegunCommand.NO_STAMP) {
      return false;
    }
    begun.begin(stamp);
    return true;
  }

  /** Begins what was deferred, until somebody is alone again, who will do the same afterwards. */
  private void beginDeferred() {
    BegunCommand next;
    while ((next = deferred.poll()) != null) {
      long stamp = writes.tryReadLock();
      if (stamp != BegunCommand.NO_STAMP) {
        next.begin(stamp);
        continue;
      }
      deferred.addFirst(next);
      if (waiting.get() > 0) {
        return;
      }
    }
  }

  private ScsiResponse refuseOccupied(CommandRow row) {
    AdditionalSense reason = occupied;
    return reason != null && row.access() != Access.ANY
        ? ScsiResponse.checkCondition(SenseKey.NOT_READY, reason)
        : null;
  }

  private static boolean isWrite(CommandRow row) {
    return row.medium() && row.access() == Access.WRITE;
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
    waiting.incrementAndGet();
    long stamp = writes.writeLock();
    try {
      occupied = entry.row().occupies();
      return entry.respond(cmd, store);
    } finally {
      occupied = null;
      letOthersIn(stamp);
    }
  }

  /** Those that were deferred have their turn before the next who has to be alone. */
  private void letOthersIn(long stamp) {
    long shared = writes.tryConvertToReadLock(stamp);
    try {
      beginDeferred();
    } finally {
      writes.unlockRead(shared);
      if (waiting.decrementAndGet() == 0) {
        beginDeferred();
      }
    }
  }
}
