package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;

/**
 * VERIFY (10), (12) and (16) (SBC-3 5.29 to 5.31): reads the blocks, to see whether they can be
 * read, and with BYTCHK 01b compares them with the data that came.
 */
public final class VerifyCommand {
  private static final int STEP = 256 << 10;
  private static final int BYTCHK_MOST_SIGNIFICANT = 2;
  private static final int COMPARE = 1;

  private VerifyCommand() {}

  /** Reads all of the range, by steps. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    int byteCheck = cdb.u8(1) >>> 1 & 3;
    if (byteCheck > COMPARE) {
      return ScsiResponse.invalidFieldInCdb(1, BYTCHK_MOST_SIGNIFICANT);
    }
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    if (refusal == null && byteCheck == COMPARE) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    return refusal != null
        ? refusal
        : verify(cmd, store, cdb.lba() * blockSize, length, byteCheck == COMPARE);
  }

  private static ScsiResponse verify(
      ScsiCmd cmd, BlockStore store, long offset, long length, boolean compare) throws IOException {
    byte[] stored = new byte[(int) Math.min(length, STEP)];
    byte[] expected = new byte[compare ? stored.length : 0];
    Segments into = Segments.of(stored);
    for (long done = 0; done < length; done += STEP) {
      if (cmd.isAborted()) {
        return ScsiResponse.status(ScsiStatus.TASK_ABORTED);
      }
      int part = (int) Math.min(STEP, length - done);
      store.read(offset + done, into.slice(0, part));
      if (compare) {
        cmd.dataOut().get(done, expected, 0, part);
        int differs = Arrays.mismatch(stored, 0, part, expected, 0, part);
        if (differs >= 0) {
          return miscompare(done + differs);
        }
      }
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  /** With the offset of the first byte that differs in the information field. */
  private static ScsiResponse miscompare(long at) {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY)
            .withInformation(at));
  }
}
