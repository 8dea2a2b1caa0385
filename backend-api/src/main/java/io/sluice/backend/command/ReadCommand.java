package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.function.Consumer;

/** READ (6), (10), (12) and (16) (SBC-3 5.11 to 5.13). */
public final class ReadCommand {
  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(ReadCommand::respond, ReadCommand::begin);

  private ReadCommand() {}

  /** Reads straight into the command's own data-in. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      return refusal;
    }
    long length = length(cmd, info);
    if (length > 0) {
      if (mustFlush(cmd, info)) {
        store.flush(); // what is read must be on the medium (SBC-3 table 63)
      }
      cmd.fill(store, offset(cmd, info), length);
    }
    return ScsiResponse.good(cmd.dataIn().length() - length);
  }

  private static void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    long length = length(cmd, info);
    ScsiResponse done = ScsiResponse.good(cmd.dataIn().length() - length);
    if (length == 0) {
      answer.accept(done);
      return;
    }
    long offset = offset(cmd, info);
    if (mustFlush(cmd, info)) {
      new FlushedRead(cmd, store, offset, length, done, answer).begin();
    } else {
      cmd.beginFill(store, offset, length, new AnswerWhenDone(cmd, done, answer));
    }
  }

  /** A flush, followed by the read. */
  private static final class FlushedRead extends StoreSteps {
    private final ScsiCmd cmd;
    private final AsyncBlockStore store;
    private final long offset;
    private final long length;
    private int begun;

    FlushedRead(
        ScsiCmd cmd,
        AsyncBlockStore store,
        long offset,
        long length,
        ScsiResponse done,
        Consumer<ScsiResponse> answer) {
      super(cmd, done, answer);
      this.cmd = cmd;
      this.store = store;
      this.offset = offset;
      this.length = length;
    }

    @Override
    boolean beginNext() {
      switch (begun++) {
        case 0 -> store.beginFlush(this);
        case 1 -> cmd.beginFill(store, offset, length, this);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  private static ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info) {
    ScsiResponse refusal = BlockRange.refuseTransfer(cmd.cdb(), info);
    return refusal != null
        ? refusal
        : BlockRange.refuseShortBuffer(length(cmd, info), cmd.dataIn().length());
  }

  private static boolean mustFlush(ScsiCmd cmd, VolumeInfo info) {
    return info.capabilities().writeCache() && BlockRange.forceUnitAccess(cmd.cdb());
  }

  private static long offset(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().lba() * info.geometry().blockSize();
  }

  private static long length(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().transferLength() * info.geometry().blockSize();
  }
}
