package io.sluice.backend;

/**
 * Size and block sizes of a volume.
 *
 * @param blocks number of logical blocks, more than 0
 * @param blockSize bytes in a logical block: 512, 1024, 2048 or 4096
 * @param physicalBlockSize bytes that the medium can write at once without reading first: {@code
 *     blockSize} times a power of two
 */
public record Geometry(long blocks, int blockSize, int physicalBlockSize) {
  public Geometry {
    if (blockSize != 512 && blockSize != 1024 && blockSize != 2048 && blockSize != 4096) {
      throw new IllegalArgumentException(
          "block size is 512, 1024, 2048 or 4096 bytes, not " + blockSize);
    }
    if (physicalBlockSize < blockSize || Integer.bitCount(physicalBlockSize) != 1) {
      throw new IllegalArgumentException(
          "physical block size is a power of two from the block size on, not " + physicalBlockSize);
    }
    if (blocks <= 0 || blocks > Long.MAX_VALUE / blockSize) {
      throw new IllegalArgumentException("number of blocks is " + blocks);
    }
  }

  /**
   * The geometry of a medium whose physical blocks are its logical blocks.
   *
   * @param size bytes; a last part of a block counts as one, see {@link ContentEnd}
   */
  public static Geometry ofSize(long size, int blockSize) {
    return ofSize(size, blockSize, blockSize);
  }

  /**
   * The geometry of a medium with larger physical blocks.
   *
   * @param size bytes; a last part of a block counts as one, see {@link ContentEnd}
   */
  public static Geometry ofSize(long size, int blockSize, int physicalBlockSize) {
    return new Geometry(
        size / blockSize + (size % blockSize == 0 ? 0 : 1), blockSize, physicalBlockSize);
  }

  /** The size of all blocks, in bytes. */
  public long size() {
    return blocks * blockSize;
  }
}
