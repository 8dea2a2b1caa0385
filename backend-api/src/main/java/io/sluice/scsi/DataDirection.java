package io.sluice.scsi;

/** Which way a command's data goes (SPC-4 4.2.1), if it has any. */
public enum DataDirection {
  /** Neither. */
  NONE,
  /** To the initiator. */
  IN,
  /** From the initiator. */
  OUT
}
