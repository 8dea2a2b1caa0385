package io.sluice.backends.file;

/** Whether a volume gives back the space of what is discarded. */
public enum Discard {
  /**
   * Where the file system is known to make holes, and the file was not made with preallocation; for
   * a block device, where it says that it can.
   */
  AUTO,
  /** Always offered. Where the file system can't, discarding writes zeroes instead. */
  ON,
  /** Never: what is allocated stays so. */
  OFF
}
