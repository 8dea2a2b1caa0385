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
 * Runs the commands of one volume. Ensures that no other write runs at the same time as a command
 * that reads and then writes a result based on what it read (COMPARE AND WRITE, ORWRITE), or that
 * writes the whole medium. All other commands run concurrently. Thread-safe.
 */
public final class CommandExclusion {
  private final CommandTable commands;

  /** Held for reading by each write, and for writing by a command that must run alone. */
  private final StampedLock writes = new StampedLock();

  private volatile AdditionalSense occupied;

  /** How many commands run alone or wait to do so. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Writes that arrived meanwhile for a store that answers later. */
  private final ConcurrentLinkedDeque<BegunCommand> deferred = new ConcurrentLinkedDeque<>();

  /** Runs the commands of {@code commands}. */
  public CommandExclusion(CommandTable commands) {
    this.commands = commands;
  }

  /** As {@link StoreCommand#respond}; may wait for writes in progress. */
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

  /** Whether {@link #begin} would accept the command. */
  public boolean isAsync(ScsiCmd cmd) {
    return isAsync(commands.entry(cmd.cdb()));
  }

  private static boolean isAsync(CommandTable.Entry entry) {
    return entry != null
        && entry.row().command() instanceof AsyncStoreCommand
        && !entry.row().alone();
  }

  /**
   * Begins a command that can be answered later. Never blocks: if another command must run alone,
   * this one is begun after it, on that command's thread. A failure completes the command.
   *
   * @return false if the command can't be begun this way; this call then has no effect
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
      if (waiting.get() == 0) { // the command that ran alone may not have seen it
        beginDeferred();
      }
    }
    return true;
  }

  /** A command that waits to run alone goes first. */
  private boolean tryBeginBeside(BegunCommand begun) {
    long stamp = waiting.get() == 0 ? writes.tryReadLock() : BegunCommand.NO_STAMP;
    if (stamp == BegunCommand.NO_STAMP) {
      return false;
    }
    begun.begin(stamp);
    return true;
  }

  /**
   * Begins deferred commands until another command runs alone, which will do the same afterwards.
   */
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

  /** Lets deferred commands begin before the next command runs alone. */
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
