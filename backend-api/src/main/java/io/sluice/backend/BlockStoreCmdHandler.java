package io.sluice.backend;

import io.sluice.backend.command.CommandExclusion;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Serves a block store as a disk: the handler that most backends register. */
public class BlockStoreCmdHandler implements ScsiCmdHandler {
  private static final SenseData NOT_OPEN =
      new SenseData(SenseKey.NOT_READY, AdditionalSense.NOT_READY_CAUSE_NOT_REPORTABLE);

  private final Volume volume;
  private final CommandTable commands;
  private final CommandExclusion exclusion;
  private volatile BlockStore store;

  /** The open store without the limit on its size. */
  private volatile BlockStore whole;

  private volatile long limit = Long.MAX_VALUE;

  /** Serves the commands of a disk. */
  public BlockStoreCmdHandler(Volume volume) {
    this(volume, CommandTable.DISK);
  }

  /** Serves the given commands. */
  public BlockStoreCmdHandler(Volume volume, CommandTable commands) {
    this.volume = Objects.requireNonNull(volume, "volume");
    this.commands = Objects.requireNonNull(commands, "commands");
    exclusion = new CommandExclusion(commands);
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return volume.probe();
  }

  @Override
  public void open() throws IOException {
    if (store != null) {
      throw new IllegalStateException("is open: " + this);
    }
    BlockStore opened = Objects.requireNonNull(volume.open(), "a volume opens or throws");
    whole = opened;
    store = ShorterStore.of(opened, limit);
  }

  @Override
  public boolean limit(long blocks) {
    limit = blocks;
    return true;
  }

  /** The volume that this handler serves. */
  public Volume volume() {
    return volume;
  }

  /** The volume's own store, while it is open. */
  public Optional<BlockStore> openStore() {
    return Optional.ofNullable(whole);
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return commands.mayBlock(cmd.cdb())
        && !(store instanceof AsyncBlockStore && exclusion.isAsync(cmd));
  }

  @Override
  public void handle(ScsiCmd cmd) {
    if (store instanceof AsyncBlockStore async && exclusion.begin(cmd, async)) {
      return;
    }
    ScsiResponse response;
    try {
      response = respond(cmd);
    } catch (Throwable failure) { // a store can't hurt the gateway
      response = CommandFailure.respond(cmd, failure);
    }
    cmd.complete(response);
  }

  private ScsiResponse respond(ScsiCmd cmd) throws IOException {
    BlockStore open = store;
    if (open == null) {
      return NotReadyUnit.respond(cmd, Optional.empty(), NOT_OPEN);
    }
    return exclusion.respond(cmd, open);
  }

  @Override
  public void resize(long size) throws IOException {
    requireOpen().resize(size);
  }

  @Override
  public void requireResizable(long size) throws IOException {
    requireOpen().requireResizable(size);
  }

  private BlockStore requireOpen() throws IOException {
    BlockStore open = store;
    if (open == null) {
      throw new IOException("is not open: " + this);
    }
    return open;
  }

  @Override
  public void flush() throws IOException {
    BlockStore open = store;
    if (open != null) {
      open.flush();
    }
  }

  @Override
  public void close() throws IOException {
    BlockStore open = store;
    store = null;
    whole = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return "BlockStoreCmdHandler(" + volume + ")";
  }
}
