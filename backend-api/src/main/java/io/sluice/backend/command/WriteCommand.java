package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/** WRITE (6), (10), (12) and (16) (SBC-3 5.32 to 5.34). */
public final class WriteCommand {
  private WriteCommand() {}

  /** Writes straight from the command's own data-out. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    if (refusal != null) {
      return refusal;
    }
    Segments from = cmd.dataOut();
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    refusal = BlockRange.refuseShortBuffer(length, from.length());
    if (refusal != null) {
      return refusal;
    }
    if (length > 0) {
      int flags = BlockRange.forceUnitAccess(cdb) ? WriteFlags.FUA : 0;
      store.write(cdb.lba() * blockSize, from.slice(0, length), flags);
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }
}
