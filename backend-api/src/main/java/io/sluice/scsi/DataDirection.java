package io.sluice.scsi;

/** The direction of a command's data (SPC-4 4.2.1), if it has any. */
public enum DataDirection {
  /** No data. */
  NONE,
  /** To the initiator. */
  IN,
  /** From the initiator. */
  OUT
}
