package io.sluice.backends.qcow2;

/**
 * An entry of an L2 table: where a guest cluster's data is (specification, "L2 table entry").
 *
 * @param descriptor the first or only 64 bits
 * @param bitmap with extended entries the other 64: bits 0 to 31 tell which subclusters are
 *     allocated, bits 32 to 63 which read as zero
 */
record L2Entry(long descriptor, long bitmap) {
  static final L2Entry UNALLOCATED = new L2Entry(0, 0);

  /** The cluster's refcount is exactly 1: it can be written in place. In L1 entries as well. */
  static final long COPIED = 1L << 63;

  private static final long COMPRESSED = 1L << 62;
  private static final long ZERO = 1;
  private static final long ALL_ALLOCATED = 0xFFFF_FFFFL;
  private static final long ALL_ZERO = ALL_ALLOCATED << 32;

  /** What a unit (a subcluster, or without these a cluster) reads as. */
  enum State {
    UNALLOCATED,
    ZERO,
    DATA,
    COMPRESSED,
    INVALID
  }

  /** A cluster that reads as zero and has no space. */
  static L2Entry zero(Layout layout) {
    return layout.extendedL2() ? new L2Entry(0, ALL_ZERO) : new L2Entry(ZERO, 0);
  }

  /** A whole cluster of data at {@code offset}, of which nothing else knows. */
  static L2Entry data(Layout layout, long offset) {
    return new L2Entry(offset | COPIED, layout.extendedL2() ? ALL_ALLOCATED : 0);
  }

  /** Bits of subclusters {@code first} up to but not including {@code end}. */
  static long bits(int first, int end) {
    return (1L << end) - (1L << first);
  }

  boolean isCompressed() {
    return (descriptor & COMPRESSED) != 0;
  }

  /** Whether it is alone in knowing its cluster. */
  boolean isCopied() {
    return (descriptor & COPIED) != 0;
  }

  L2Entry withCopied(boolean copied) {
    return new L2Entry(copied ? descriptor | COPIED : descriptor & ~COPIED, bitmap);
  }

  /** The host cluster's offset, 0 where there is none. Not for compressed ones. */
  long offset() {
    return descriptor & Layout.OFFSET_MASK;
  }

  /** Whether it has a host cluster of its own, whatever it reads as. */
  boolean hasCluster() {
    return !isCompressed() && offset() != 0;
  }

  /** State of unit {@code i} of the cluster. */
  State state(Layout layout, int i) {
    if (isCompressed()) {
      return State.COMPRESSED;
    }
    if (!layout.extendedL2()) {
      boolean zero = layout.hasZeroClusters() && (descriptor & ZERO) != 0;
      return zero ? State.ZERO : hasData(layout) ? State.DATA : State.UNALLOCATED;
    }
    boolean allocated = (bitmap >>> i & 1) != 0;
    boolean zero = (bitmap >>> Layout.SUBCLUSTERS + i & 1) != 0;
    if (allocated && (zero || !hasData(layout))) {
      return State.INVALID;
    }
    return zero ? State.ZERO : allocated ? State.DATA : State.UNALLOCATED;
  }

  /** In an external data file, a cluster may be at 0. */
  private boolean hasData(Layout layout) {
    return offset() != 0 || layout.externalData() && isCopied();
  }

  /** Extended: the same with units {@code first} to {@code end} holding data. */
  L2Entry withAllocated(int first, int end) {
    long bits = bits(first, end);
    return new L2Entry(descriptor, (bitmap | bits) & ~(bits << 32));
  }

  /** Extended: the same with units {@code first} to {@code end} reading as zero. */
  L2Entry withZero(int first, int end) {
    long bits = bits(first, end);
    return new L2Entry(descriptor, bitmap & ~bits | bits << 32);
  }

  /** Where the compressed data begins, at any byte. */
  long compressedOffset(Layout layout) {
    return descriptor & (1L << compressedOffsetBits(layout)) - 1;
  }

  /** Upper bound of the compressed data's length: up to the end of its last 512-byte sector. */
  int compressedLength(Layout layout) {
    int bits = compressedOffsetBits(layout);
    int sectors = (int) ((descriptor & COMPRESSED - 1) >>> bits) + 1;
    return sectors * 512 - (int) (compressedOffset(layout) & 511);
  }

  private static int compressedOffsetBits(Layout layout) {
    return 62 - (layout.clusterBits() - 8);
  }
}
