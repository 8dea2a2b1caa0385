package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/** READ (6), (10), (12) and (16) (SBC-3 5.11 to 5.13). */
public final class ReadCommand {
  private ReadCommand() {}

  /** Reads straight into the command's own data-in. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    if (refusal != null) {
      return refusal;
    }
    Segments into = cmd.dataIn();
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    refusal = BlockRange.refuseShortBuffer(length, into.length());
    if (refusal != null) {
      return refusal;
    }
    if (length > 0) {
      if (BlockRange.forceUnitAccess(cdb) && info.capabilities().writeCache()) {
        store.flush(); // what is read must be on the medium (SBC-3 table 63)
      }
      store.read(cdb.lba() * blockSize, into.slice(0, length));
    }
    return ScsiResponse.good(into.length() - length);
  }
}
