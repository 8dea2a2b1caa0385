package io.sluice.backend.command;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/** GET LBA STATUS (SBC-3 5.4), with one descriptor: how far the first block's state holds. */
public final class GetLbaStatusCommand {
  private static final int LENGTH = 24;
  private static final int MAPPED = 0;
  private static final int DEALLOCATED = 1;

  private GetLbaStatusCommand() {}

  /** Tells whether the blocks from the address on are allocated. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Geometry geometry = store.info().geometry();
    long lba = cmd.cdb().lba();
    if (Long.compareUnsigned(lba, geometry.blocks()) >= 0) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }
    long blocks = Math.min(geometry.blocks() - lba, 0xFFFFFFFFL);
    BlockStatus status = store.status(lba * geometry.blockSize(), blocks * geometry.blockSize());
    ByteBuffer data = ByteBuffer.allocate(LENGTH);
    data.putInt(0, LENGTH - 4).putLong(8, lba);
    data.putInt(16, (int) Math.max(1, status.length() / geometry.blockSize()));
    data.put(20, (byte) (status.allocated() ? MAPPED : DEALLOCATED));
    return cmd.answer(data.array(), cmd.cdb().transferLength());
  }
}
