package io.sluice.backends.qcow2;

/** How compressed clusters are compressed (specification, "compression_type"). */
public enum CompressionType {
  /** Raw deflate with a window of 4 KiB. */
  DEFLATE,
  /** One Zstandard frame. */
  ZSTD
}
