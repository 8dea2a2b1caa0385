package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * COMPARE AND WRITE (SBC-3 5.2): data-out holds the expected data, followed by the same amount of
 * data to write if the medium matches. No other write may run at the same time.
 */
public final class CompareAndWriteCommand {
  private static final int PROTECT = 0xE0;
  private static final int NUMBER_OF_LOGICAL_BLOCKS = 13;

  private CompareAndWriteCommand() {}

  /** Compares, and writes the second half of data-out if everything is equal. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    long blocks = cdb.u8(NUMBER_OF_LOGICAL_BLOCKS);
    ScsiResponse refusal = refuse(cmd, info, blocks);
    if (refusal != null) {
      return refusal;
    }
    int length = (int) blocks * info.geometry().blockSize();
    long offset = cdb.lba() * info.geometry().blockSize();
    refusal = VerifyCommand.compare(cmd, store, offset, length);
    if (refusal != null) {
      return refusal;
    }
    if (length > 0) {
      Segments data = cmd.dataOut().slice(length, length);
      store.write(offset, data, BlockRange.forceUnitAccess(cdb) ? WriteFlags.FUA : 0);
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info, long blocks) {
    if ((cmd.cdb().u8(1) & PROTECT) != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 7);
    }
    ScsiResponse refusal = BlockRange.refuse(info.geometry(), cmd.cdb().lba(), blocks);
    long most = UnitLimits.maximumTransfer(info);
    if (refusal == null && most != 0 && blocks > most) {
      refusal = ScsiResponse.invalidFieldInCdb(NUMBER_OF_LOGICAL_BLOCKS, -1);
    }
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    long length = 2 * blocks * info.geometry().blockSize();
    // Too many blocks for the field look like too few.
    return refusal != null || cmd.dataOut().length() == length
        ? refusal
        : ScsiResponse.invalidFieldInCdb(NUMBER_OF_LOGICAL_BLOCKS, -1);
  }
}
