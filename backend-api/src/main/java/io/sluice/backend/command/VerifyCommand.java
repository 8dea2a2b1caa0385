package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;

/**
 * VERIFY (10), (12) and (16) without a comparison (SBC-3 5.29 to 5.31): reads the blocks, to see
 * whether they can be read.
 */
public final class VerifyCommand {
  private static final int STEP = 256 << 10;
  private static final int BYTCHK = 0x06;

  private VerifyCommand() {}

  /** Reads all of the range, by steps. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    if ((cdb.u8(1) & BYTCHK) != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 2);
    }
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    if (refusal != null) {
      return refusal;
    }
    long blockSize = info.geometry().blockSize();
    return verify(cmd, store, cdb.lba() * blockSize, cdb.transferLength() * blockSize);
  }

  private static ScsiResponse verify(ScsiCmd cmd, BlockStore store, long offset, long length)
      throws IOException {
    Segments buffer = Segments.of(new byte[(int) Math.min(length, STEP)]);
    for (long done = 0; done < length; done += STEP) {
      if (cmd.isAborted()) {
        return ScsiResponse.status(ScsiStatus.TASK_ABORTED);
      }
      store.read(offset + done, buffer.slice(0, Math.min(STEP, length - done)));
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }
}
