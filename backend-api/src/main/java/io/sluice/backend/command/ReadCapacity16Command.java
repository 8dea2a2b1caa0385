package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;

/** READ CAPACITY (16) (SBC-3 5.16). */
public final class ReadCapacity16Command {
  private static final int LENGTH = 32;
  private static final int MOST_EXPONENT = 15;
  private static final int LBPME = 0x80;
  private static final int LBPRZ = 0x40;

  private ReadCapacity16Command() {}

  /** As {@link #respond(ScsiCmd, VolumeInfo)}, with the store's current information. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, store.info());
  }

  /** Returns the last LBA, the block sizes, and whether blocks can be unmapped. */
  public static ScsiResponse respond(ScsiCmd cmd, VolumeInfo info) {
    Geometry geometry = info.geometry();
    Capabilities can = info.capabilities();
    int blocksInPhysical = geometry.physicalBlockSize() / geometry.blockSize();
    int provisioning =
        (can.discard() ? LBPME : 0) | (can.discard() && can.discardReadsZero() ? LBPRZ : 0);
    ByteBuffer data = ByteBuffer.allocate(LENGTH);
    data.putLong(geometry.blocks() - 1).putInt(geometry.blockSize());
    data.put(13, (byte) Math.min(Integer.numberOfTrailingZeros(blocksInPhysical), MOST_EXPONENT));
    data.put(14, (byte) provisioning);
    return cmd.answer(data.array(), cmd.cdb().transferLength());
  }
}
