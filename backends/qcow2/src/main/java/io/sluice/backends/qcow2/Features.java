package io.sluice.backends.qcow2;

/**
 * Feature bits of the header of version 3 (specification, "incompatible_features" and following).
 */
final class Features {
  /** Incompatible: refcounts may be wrong, and are to be rebuilt before anything is allocated. */
  static final long DIRTY = 1;

  /** Incompatible: some structure is damaged; not to be written. */
  static final long CORRUPT = 1 << 1;

  /** Incompatible: guest data lies in another file. */
  static final long EXTERNAL_DATA_FILE = 1 << 2;

  /** Incompatible: the compression type is not deflate. */
  static final long COMPRESSION_TYPE = 1 << 3;

  /** Incompatible: L2 entries have 128 bits, of which 64 tell of subclusters. */
  static final long EXTENDED_L2 = 1 << 4;

  static final long KNOWN_INCOMPATIBLE =
      DIRTY | CORRUPT | EXTERNAL_DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

  /** Compatible: refcounts may be written late, under the dirty bit. */
  static final long LAZY_REFCOUNTS = 1;

  /** Autoclear: the bitmaps extension is consistent. */
  static final long BITMAPS = 1;

  /** Autoclear: the external data file can be read as a raw image. */
  static final long RAW_EXTERNAL_DATA = 1 << 1;

  private Features() {}
}
