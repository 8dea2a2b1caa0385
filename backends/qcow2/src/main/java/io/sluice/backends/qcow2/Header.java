package io.sluice.backends.qcow2;

import java.util.Optional;

/**
 * A header that was checked: what it says is possible, though not that it is true.
 *
 * @param version 2 or 3
 * @param backingFile name of the file below, if there is one; never opened because it is named here
 * @param backingFormat format of the file below, where it is told
 * @param externalDataFile name of the file with the guest's data, where it is told
 * @param clusterBits cluster size is {@code 1 << clusterBits} bytes
 * @param size bytes of the disk
 * @param l1Size entries of the L1 table
 * @param l1Offset where the L1 table is
 * @param refcountTableOffset where the refcount table is
 * @param refcountTableClusters its length
 * @param snapshotCount number of internal snapshots
 * @param snapshotsOffset where their table is
 * @param incompatible feature bits
 * @param compatible feature bits
 * @param autoclear feature bits
 * @param refcountOrder refcounts have {@code 1 << refcountOrder} bits
 * @param compression how compressed clusters are compressed
 */
record Header(
    int version,
    Optional<String> backingFile,
    Optional<String> backingFormat,
    Optional<String> externalDataFile,
    int clusterBits,
    long size,
    int l1Size,
    long l1Offset,
    long refcountTableOffset,
    int refcountTableClusters,
    int snapshotCount,
    long snapshotsOffset,
    long incompatible,
    long compatible,
    long autoclear,
    int refcountOrder,
    CompressionType compression) {
  static final int MAGIC = 0x514649FB; // "QFI\xfb"

  // Where things are that are changed one by one.
  static final int SIZE = 24;
  static final int L1_SIZE = 36;
  static final int REFCOUNT_TABLE_OFFSET = 48;
  static final int SNAPSHOT_COUNT = 60;
  static final int INCOMPATIBLE_FEATURES = 72;

  /** Length in version 2. */
  static final int LENGTH_2 = 72;

  /** Least length in version 3. */
  static final int LENGTH_3 = 104;

  /** Length with the compression type. */
  static final int LENGTH_WITH_COMPRESSION_TYPE = 112;

  static final int EXTENSION_END = 0;
  static final int EXTENSION_BACKING_FORMAT = 0xE2792ACA;
  static final int EXTENSION_FEATURE_NAMES = 0x6803F857;
  static final int EXTENSION_EXTERNAL_DATA_FILE = 0x44415441;

  /** Whether an incompatible feature bit is set. */
  boolean has(long incompatibleFeature) {
    return (incompatible & incompatibleFeature) != 0;
  }
}
