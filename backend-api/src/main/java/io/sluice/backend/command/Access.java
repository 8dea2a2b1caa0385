package io.sluice.backend.command;

/**
 * What a command does to a logical unit, as far as it matters to reservations (SPC-4 5.13, SBC-3
 * 4.17).
 */
public enum Access {
  /** Allowed regardless of who holds a reservation: INQUIRY, REQUEST SENSE and the like. */
  ANY,
  /**
   * Allowed despite a persistent reservation, but not despite RESERVE: TEST UNIT READY and the
   * like.
   */
  STATUS,
  /** Reads the medium: allowed despite a persistent reservation that restricts only writing. */
  READ,
  /** Changes the medium or the logical unit. */
  WRITE
}
