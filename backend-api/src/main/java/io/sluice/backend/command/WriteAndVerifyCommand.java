package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * WRITE AND VERIFY (10), (12) and (16) (SBC-3 5.36 to 5.38): writes to the medium, reads the data
 * back, and compares it if BYTCHK is 01b.
 */
public final class WriteAndVerifyCommand {
  private WriteAndVerifyCommand() {}

  /** Writes, then verifies. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    int byteCheck = VerifyCommand.byteCheck(cdb);
    if (byteCheck > VerifyCommand.COMPARE) {
      return VerifyCommand.refuseByteCheck();
    }
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    if (refusal == null) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    if (refusal != null || length == 0) {
      return refusal != null ? refusal : ScsiResponse.good(cmd.dataIn().length());
    }
    long offset = cdb.lba() * blockSize;
    store.write(offset, cmd.dataOut().slice(0, length), WriteFlags.FUA);
    boolean compare = byteCheck == VerifyCommand.COMPARE;
    refusal = VerifyCommand.verify(cmd, store, offset, length, compare ? length : 0);
    return refusal != null ? refusal : ScsiResponse.good(cmd.dataIn().length());
  }
}
