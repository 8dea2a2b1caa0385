package io.sluice.backend.command;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.BlockLimits;

/** The limits that VPD page B0h tells and that the commands hold an initiator to. */
final class UnitLimits {
  /** UNMAP and WRITE SAME of more than this would keep one command too long. Bytes. */
  static final long LONGEST_RANGE = 1L << 32;

  static final int UNMAP_DESCRIPTORS = 64;

  /** What testers take for the most that is sensible. */
  private static final long MOST_UNMAP_BLOCKS = 1 << 20;

  /** As many as the CDB's field can say. */
  static final int COMPARE_AND_WRITE_BLOCKS = 255;

  private UnitLimits() {}

  static BlockLimits of(VolumeInfo info) {
    Geometry geometry = info.geometry();
    Capabilities can = info.capabilities();
    int blockSize = geometry.blockSize();
    return new BlockLimits(
        COMPARE_AND_WRITE_BLOCKS,
        geometry.physicalBlockSize() / blockSize,
        maximumTransfer(info),
        can.optimalTransfer() / blockSize,
        can.discard() ? maximumUnmap(geometry) : 0,
        can.discard() ? UNMAP_DESCRIPTORS : 0,
        can.discard() ? Math.max(1, can.discardGranularity() / blockSize) : 0,
        maximumWriteSame(geometry),
        can.atomicWrites().maximum() / blockSize,
        moreThanOneBlock(can.atomicWrites().alignment(), blockSize),
        moreThanOneBlock(can.atomicWrites().granularity(), blockSize));
  }

  /** In blocks; 0, for no requirement, where each block will do. */
  private static int moreThanOneBlock(int bytes, int blockSize) {
    return bytes <= blockSize ? 0 : bytes / blockSize;
  }

  /** In blocks; 0 for no limit. */
  static long maximumTransfer(VolumeInfo info) {
    int bytes = info.capabilities().maximumTransfer();
    return bytes == 0 ? 0 : Math.max(1, bytes / info.geometry().blockSize());
  }

  /** In blocks, of one command. */
  static long maximumUnmap(Geometry geometry) {
    return Math.min(LONGEST_RANGE / geometry.blockSize(), MOST_UNMAP_BLOCKS);
  }

  /** In blocks. */
  static long maximumWriteSame(Geometry geometry) {
    return LONGEST_RANGE / geometry.blockSize();
  }
}
