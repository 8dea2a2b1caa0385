package io.sluice.backends.qcow2;

/**
 * The numbers that follow from an image's header alone.
 *
 * @param clusterBits cluster size is {@code 1 << clusterBits} bytes
 * @param extendedL2 whether L2 entries tell of subclusters
 * @param refcountOrder refcounts have {@code 1 << refcountOrder} bits
 * @param hasZeroClusters whether L2 entries have the zero flag (version 3)
 * @param externalData whether guest data lies in another file
 */
record Layout(
    int clusterBits,
    boolean extendedL2,
    int refcountOrder,
    boolean hasZeroClusters,
    boolean externalData) {
  static final int MIN_CLUSTER_BITS = 9;
  static final int MAX_CLUSTER_BITS = 21;

  /** Subclusters of a cluster with extended L2 entries. */
  static final int SUBCLUSTERS = 32;

  static final int MAX_L1_BYTES = 32 << 20;
  static final int MAX_REFCOUNT_TABLE_BYTES = 8 << 20;

  /** Bits 9 to 55: an offset into the image. */
  static final long OFFSET_MASK = 0x00FF_FFFF_FFFF_FE00L;

  static Layout of(Header header) {
    return new Layout(
        header.clusterBits(),
        header.has(Features.EXTENDED_L2),
        header.refcountOrder(),
        header.version() >= 3,
        header.has(Features.EXTERNAL_DATA_FILE));
  }

  int clusterSize() {
    return 1 << clusterBits;
  }

  /** What an offset is within its cluster. */
  int within(long offset) {
    return (int) (offset & clusterSize() - 1);
  }

  long clusterOf(long offset) {
    return offset >>> clusterBits;
  }

  long startOf(long offset) {
    return offset >>> clusterBits << clusterBits;
  }

  /** Clusters that {@code bytes} need. */
  long clustersFor(long bytes) {
    return (bytes >>> clusterBits) + (within(bytes) == 0 ? 0 : 1);
  }

  int subclusters() {
    return extendedL2 ? SUBCLUSTERS : 1;
  }

  /** The unit that is mapped: a subcluster with extended L2 entries, else a cluster. */
  int unitBits() {
    return extendedL2 ? clusterBits - 5 : clusterBits;
  }

  int unitSize() {
    return 1 << unitBits();
  }

  int l2EntrySize() {
    return extendedL2 ? 16 : 8;
  }

  /** Entries of an L2 table are {@code 1 << l2Bits()}. */
  int l2Bits() {
    return clusterBits - (extendedL2 ? 4 : 3);
  }

  int l2Entries() {
    return 1 << l2Bits();
  }

  /** Guest bytes that one L2 table maps. */
  long l2Span() {
    return 1L << clusterBits + l2Bits();
  }

  /** L1 entries that a disk of {@code size} bytes needs. */
  long l1EntriesFor(long size) {
    return (size + l2Span() - 1) / l2Span();
  }

  int l1Index(long guest) {
    return (int) (guest >>> clusterBits + l2Bits());
  }

  int l2Index(long guest) {
    return (int) (guest >>> clusterBits) & l2Entries() - 1;
  }

  int refcountBits() {
    return 1 << refcountOrder;
  }

  long maxRefcount() {
    return refcountOrder == 6 ? Long.MAX_VALUE : (1L << refcountBits()) - 1;
  }

  /** Clusters that one refcount block tells of. */
  long refcountBlockEntries() {
    return 1L << clusterBits + 3 - refcountOrder;
  }
}
