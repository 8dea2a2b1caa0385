package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.CommandFailure;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;

/** READ (6), (10), (12) and (16) (SBC-3 5.11 to 5.13). */
public final class ReadCommand {
  /** The command, for which no thread waits where the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      new AsyncStoreCommand() {
        @Override
        public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
          return ReadCommand.respond(cmd, store);
        }

        /** {@inheritDoc} A flush that has to come first may block. */
        @Override
        public boolean isAsync(ScsiCmd cmd, AsyncBlockStore store) {
          return !mustFlush(cmd, store.info());
        }

        @Override
        public void begin(ScsiCmd cmd, AsyncBlockStore store) {
          ReadCommand.begin(cmd, store);
        }
      };

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

  private static void begin(ScsiCmd cmd, AsyncBlockStore store) {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      cmd.complete(refusal);
      return;
    }
    long room = cmd.dataIn().length();
    long length = length(cmd, info);
    if (length == 0) {
      cmd.complete(ScsiResponse.good(room));
      return;
    }
    cmd.beginFill(
        store,
        offset(cmd, info),
        length,
        failure ->
            cmd.complete(
                failure == null
                    ? ScsiResponse.good(room - length)
                    : CommandFailure.respond(cmd, failure)));
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
