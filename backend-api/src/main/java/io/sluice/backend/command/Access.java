package io.sluice.backend.command;

/** What a command does to a logical unit, as far as reservations care (SPC-4 5.13, SBC-3 4.17). */
public enum Access {
  /** Allowed whoever holds a reservation: INQUIRY, REQUEST SENSE and their kin. */
  ANY,
  /** Allowed beside a persistent reservation, not beside RESERVE: TEST UNIT READY and its kin. */
  STATUS,
  /** Reads the medium: allowed beside a persistent reservation that is for writing only. */
  READ,
  /** Changes the medium or the logical unit. */
  WRITE
}
