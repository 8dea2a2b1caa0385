package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.AtomicWrites;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * WRITE ATOMIC (16) (SBC-4 5.48), if the store supports atomic writes. An atomic boundary is
 * refused: one command is one write.
 */
public final class WriteAtomicCommand {
  private static final int PROTECT = 0xE0;
  private static final int LOGICAL_BLOCK_ADDRESS = 2;
  private static final int TRANSFER_LENGTH = 12;

  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(WriteAtomicCommand::respond, WriteAtomicCommand::begin);

  private WriteAtomicCommand() {}

  /** Writes straight from the command's own data-out, atomically. */
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

  private static Segments data(ScsiCmd cmd, VolumeInfo info) {
    return cmd.dataOut().slice(0, length(cmd.cdb(), info));
  }

  private static int flags(ScsiCmd cmd) {
    return WriteFlags.ATOMIC | (BlockRange.forceUnitAccess(cmd.cdb()) ? WriteFlags.FUA : 0);
  }

  private static long offset(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().lba() * info.geometry().blockSize();
  }

  private static long length(Cdb cdb, VolumeInfo info) {
    return (long) cdb.u16(TRANSFER_LENGTH) * info.geometry().blockSize();
  }

  private static ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info) {
    ScsiResponse refusal = refuse(cmd.cdb(), info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    return refusal != null
        ? refusal
        : BlockRange.refuseShortBuffer(length(cmd.cdb(), info), cmd.dataOut().length());
  }

  private static ScsiResponse refuse(Cdb cdb, VolumeInfo info) {
    if ((cdb.u8(1) & PROTECT) != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 7);
    }
    int blocks = cdb.u16(TRANSFER_LENGTH);
    ScsiResponse outside = BlockRange.refuse(info.geometry(), cdb.lba(), blocks);
    if (outside != null) {
      return outside;
    }
    AtomicWrites atomic = info.capabilities().atomicWrites();
    long length = length(cdb, info);
    long most = UnitLimits.maximumTransfer(info);
    if (length > atomic.maximum()
        || length % atomic.granularity() != 0
        || most != 0 && blocks > most) {
      return ScsiResponse.invalidFieldInCdb(TRANSFER_LENGTH, -1);
    }
    return cdb.lba() * info.geometry().blockSize() % atomic.alignment() == 0
        ? null
        : ScsiResponse.invalidFieldInCdb(LOGICAL_BLOCK_ADDRESS, -1);
  }
}
