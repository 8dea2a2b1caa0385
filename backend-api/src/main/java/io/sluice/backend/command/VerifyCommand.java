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
 * VERIFY (10), (12) and (16) (SBC-3 5.29 to 5.31): reads the blocks to check that they are
 * readable, and compares them with data-out (BYTCHK 01b), or each of them with the single block in
 * data-out (11b).
 */
public final class VerifyCommand {
  static final int READ_ONLY = 0;
  static final int COMPARE = 1;
  static final int COMPARE_EACH = 3;

  private static final int STEP = 256 << 10;
  private static final int BYTCHK_MOST_SIGNIFICANT = 2;

  private VerifyCommand() {}

  /** Reads the whole range, in steps. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    int byteCheck = byteCheck(cdb);
    if (byteCheck != READ_ONLY && byteCheck != COMPARE && byteCheck != COMPARE_EACH) {
      return refuseByteCheck();
    }
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    if (refusal == null && byteCheck != READ_ONLY && length > 0) {
      refusal =
          BlockRange.refuseShortBuffer(
              byteCheck == COMPARE ? length : blockSize, cmd.dataOut().length());
    }
    if (refusal != null) {
      return refusal;
    }
    long period =
        switch (byteCheck) {
          case COMPARE -> length;
          case COMPARE_EACH -> blockSize;
          default -> 0;
        };
    refusal = verify(cmd, store, cdb.lba() * blockSize, length, period);
    return refusal != null ? refusal : ScsiResponse.good(cmd.dataIn().length());
  }

  static int byteCheck(Cdb cdb) {
    return cdb.u8(1) >>> 1 & 3;
  }

  static ScsiResponse refuseByteCheck() {
    return ScsiResponse.invalidFieldInCdb(1, BYTCHK_MOST_SIGNIFICANT);
  }

  /** Null if the range matches the beginning of data-out, else MISCOMPARE or TASK ABORTED. */
  static ScsiResponse compare(ScsiCmd cmd, BlockStore store, long offset, long length)
      throws IOException {
    return verify(cmd, store, offset, length, length);
  }

  /**
   * Reads the range and compares it.
   *
   * @param period bytes of data-out after which it starts again from its beginning; 0 to compare
   *     with nothing
   */
  static ScsiResponse verify(ScsiCmd cmd, BlockStore store, long offset, long length, long period)
      throws IOException {
    byte[] stored = new byte[(int) Math.min(length, STEP)];
    byte[] expected = new byte[period > 0 ? stored.length : 0];
    Segments into = Segments.of(stored);
    for (long done = 0; done < length; done += STEP) {
      if (cmd.isAborted()) {
        return ScsiResponse.status(ScsiStatus.TASK_ABORTED);
      }
      int part = (int) Math.min(STEP, length - done);
      store.read(offset + done, into.slice(0, part));
      if (period > 0) {
        expect(cmd, done, period, expected, part);
        int differs = Arrays.mismatch(stored, 0, part, expected, 0, part);
        if (differs >= 0) {
          return miscompare((done + differs) % period);
        }
      }
    }
    return null;
  }

  private static void expect(ScsiCmd cmd, long done, long period, byte[] expected, int part) {
    for (int at = 0; at < part; ) {
      long from = (done + at) % period;
      int n = (int) Math.min(part - at, period - from);
      cmd.dataOut().get(from, expected, at, n);
      at += n;
    }
  }

  /**
   * MISCOMPARE; the information field holds the offset in data-out of the first byte that differs.
   */
  private static ScsiResponse miscompare(long at) {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY)
            .withInformation(at));
  }
}
