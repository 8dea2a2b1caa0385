package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import java.nio.ByteBuffer;

/** READ CAPACITY (10) (SBC-3 5.15). */
public final class ReadCapacity10Command {
  private static final int LENGTH = 8;
  private static final long ASK_READ_CAPACITY_16 = 0xFFFFFFFFL;
  private static final int PMI = 8;

  private ReadCapacity10Command() {}

  /** As {@link #respond(ScsiCmd, Geometry)}, with the store's current geometry. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, store.info().geometry());
  }

  /** Returns the last LBA, or FFFFFFFFh if it does not fit, and the block size. */
  public static ScsiResponse respond(ScsiCmd cmd, Geometry geometry) {
    // Obsolete since SBC-3; SBC-2 5.10 requires an LBA without PMI to be refused, and test suites
    // check that.
    if (!cmd.cdb().bit(PMI, 0) && cmd.cdb().lba() != 0) {
      return ScsiResponse.invalidFieldInCdb(2, -1);
    }
    long last = Math.min(geometry.blocks() - 1, ASK_READ_CAPACITY_16);
    return cmd.answer(
        ByteBuffer.allocate(LENGTH).putInt((int) last).putInt(geometry.blockSize()).array(),
        LENGTH);
  }
}
