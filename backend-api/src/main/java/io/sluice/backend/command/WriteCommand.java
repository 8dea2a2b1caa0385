package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import java.io.IOException;
import java.util.function.Consumer;

/** WRITE (6), (10), (12) and (16) (SBC-3 5.32 to 5.34). */
public final class WriteCommand {
  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(WriteCommand::respond, WriteCommand::begin);

  private WriteCommand() {}

  /** Writes straight from the command's own data-out. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      return refusal;
    }
    Segments from = data(cmd, info);
    if (from.length() > 0) {
      store.write(offset(cmd, info), from, flags(cmd));
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    Segments from = data(cmd, info);
    if (from.length() == 0) {
      answer.accept(ScsiResponse.good(cmd.dataIn().length()));
      return;
    }
    store.beginWrite(offset(cmd, info), from, flags(cmd), AnswerWhenDone.of(cmd, answer));
  }

  private static ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info) {
    ScsiResponse refusal = BlockRange.refuseTransfer(cmd.cdb(), info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    return refusal != null
        ? refusal
        : BlockRange.refuseShortBuffer(length(cmd, info), cmd.dataOut().length());
  }

  private static Segments data(ScsiCmd cmd, VolumeInfo info) {
    return cmd.dataOut().slice(0, length(cmd, info));
  }

  private static int flags(ScsiCmd cmd) {
    return BlockRange.forceUnitAccess(cmd.cdb()) ? WriteFlags.FUA : 0;
  }

  private static long offset(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().lba() * info.geometry().blockSize();
  }

  private static long length(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().transferLength() * info.geometry().blockSize();
  }
}
