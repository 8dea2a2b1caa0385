package io.sluice.backend.command;

import io.sluice.backend.AtomicWrites;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * WRITE ATOMIC (16) (SBC-4 5.48), where the store promises it. An atomic boundary is refused: one
 * command is one write.
 */
public final class WriteAtomicCommand {
  private static final int PROTECT = 0xE0;
  private static final int LOGICAL_BLOCK_ADDRESS = 2;
  private static final int TRANSFER_LENGTH = 12;

  private WriteAtomicCommand() {}

  /** Writes straight from the command's own data-out, as one step. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    long blockSize = info.geometry().blockSize();
    long length = cdb.u16(TRANSFER_LENGTH) * blockSize;
    ScsiResponse refusal = refuse(cdb, info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    if (refusal == null) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    if (refusal != null) {
      return refusal;
    }
    if (length > 0) {
      int flags = WriteFlags.ATOMIC | (BlockRange.forceUnitAccess(cdb) ? WriteFlags.FUA : 0);
      store.write(cdb.lba() * blockSize, cmd.dataOut().slice(0, length), flags);
    }
    return ScsiResponse.good(cmd.dataIn().length());
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
    long length = (long) blocks * info.geometry().blockSize();
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
