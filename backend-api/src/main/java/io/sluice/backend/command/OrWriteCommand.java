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
 * ORWRITE (16) (SBC-3 5.6): writes the bitwise OR of the medium's content and data-out. No other
 * write may run at the same time.
 */
public final class OrWriteCommand {
  private static final int STEP = 256 << 10;

  private OrWriteCommand() {}

  /** Reads, combines and writes, in steps. Once begun, it runs to its end. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    ScsiResponse refusal = BlockRange.refuseTransfer(cdb, info);
    if (refusal == null) {
      refusal = BlockRange.refuseReadOnly(cmd, info);
    }
    long blockSize = info.geometry().blockSize();
    long length = cdb.transferLength() * blockSize;
    if (refusal == null) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    if (refusal != null) {
      return refusal;
    }
    combine(cmd, store, cdb.lba() * blockSize, length);
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static void combine(ScsiCmd cmd, BlockStore store, long offset, long length)
      throws IOException {
    byte[] stored = new byte[(int) Math.min(length, STEP)];
    byte[] brought = new byte[stored.length];
    Segments block = Segments.of(stored);
    int flags = BlockRange.forceUnitAccess(cmd.cdb()) ? WriteFlags.FUA : 0;
    for (long done = 0; done < length; done += STEP) {
      int part = (int) Math.min(STEP, length - done);
      store.read(offset + done, block.slice(0, part));
      cmd.dataOut().get(done, brought, 0, part);
      for (int i = 0; i < part; i++) {
        stored[i] |= brought[i];
      }
      store.write(offset + done, block.slice(0, part), flags);
    }
  }
}
