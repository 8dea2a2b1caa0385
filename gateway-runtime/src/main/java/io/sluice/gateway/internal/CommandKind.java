package io.sluice.gateway.internal;

import io.sluice.scsi.Cdb;

/** What a command does to the medium, as far as statistics care. */
public enum CommandKind {
  READ,
  WRITE,
  OTHER;

  /**
   * By operation code (SBC-3 5): READ and WRITE (6) to (16), WRITE ATOMIC, and WRITE AND VERIFY.
   */
  static CommandKind of(Cdb cdb) {
    return switch (cdb.opcode()) {
      case 0x08, 0x28, 0xA8, 0x88 -> READ;
      case 0x0A, 0x2A, 0xAA, 0x8A, 0x9C, 0x2E, 0xAE, 0x8E -> WRITE;
      default -> OTHER;
    };
  }
}
