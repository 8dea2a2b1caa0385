package io.sluice.tcmu.internal.ring;

import io.sluice.backend.command.CommandTable;
import io.sluice.backend.command.TransportCommands;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;

/**
 * Which way the data of a ring's entry goes. An entry does not say, so it follows from the
 * operation code: by the tables of commands, and for what these do not have by SPC-4 annex E and
 * SBC-4 5.1, since a handler may have commands of its own.
 */
enum EntryDirection {
  /** To the initiator, if there is any. */
  IN,
  /** From the initiator. */
  OUT,
  /**
   * Not known: a vendor specific or unassigned operation code. The handler sees as data-out what
   * came from the initiator, or what was there before, and can fill data-in; the kernel takes what
   * it wants.
   */
  EITHER;

  private static final int VARIABLE_LENGTH = 0x7F;
  private static final int FIRST_VENDOR_SPECIFIC = 0xC0;

  static EntryDirection of(Cdb cdb) {
    int opcode = cdb.opcode();
    if (opcode >= FIRST_VENDOR_SPECIFIC) {
      return EITHER;
    }
    if (opcode == VARIABLE_LENGTH) {
      return ofVariableLength(cdb.serviceAction());
    }
    DataDirection known = known(opcode);
    if (known != null) {
      return known == DataDirection.OUT ? OUT : IN;
    }
    return switch (opcode) {
      case 0x07, // REASSIGN BLOCKS
          0x18, // COPY
          0x1D, // SEND DIAGNOSTIC
          0x39, // COMPARE
          0x3A, // COPY AND VERIFY
          0x3B, // WRITE BUFFER
          0x3D, // UPDATE BLOCK
          0x3F, // WRITE LONG(10)
          0x4C, // LOG SELECT
          0x50, // XDWRITE(10)
          0x51, // XPWRITE(10)
          0x53, // XDWRITEREAD(10)
          0x80, // XDWRITE EXTENDED(16)
          0x81, // REBUILD(16)
          0x82, // REGENERATE(16)
          0x83, // third-party copy OUT: EXTENDED COPY …
          0x8D, // WRITE ATTRIBUTE
          0x94, // ZBC OUT
          0x9A, // WRITE STREAM(16)
          0x9D, // SERVICE ACTION BIDIRECTIONAL
          0x9F, // SERVICE ACTION OUT(16): WRITE LONG(16) …
          0xA4, // MAINTENANCE OUT
          0xA9, // SERVICE ACTION OUT(12)
          0xB5 // SECURITY PROTOCOL OUT
          ->
          OUT;
      case 0x01, // REWIND, REZERO UNIT
          0x05, // READ BLOCK LIMITS
          0x1C, // RECEIVE DIAGNOSTIC RESULTS
          0x1E, // PREVENT ALLOW MEDIUM REMOVAL
          0x23, // READ FORMAT CAPACITIES
          0x2B, // SEEK(10)
          0x3C, // READ BUFFER
          0x3E, // READ LONG(10)
          0x43, // READ TOC/PMA/ATIP
          0x44, // REPORT DENSITY SUPPORT
          0x46, // GET CONFIGURATION
          0x4A, // GET EVENT STATUS NOTIFICATION
          0x4D, // LOG SENSE
          0x52, // XDREAD(10)
          0x84, // third-party copy IN: RECEIVE COPY RESULTS …
          0x8C, // READ ATTRIBUTE
          0x95, // ZBC IN
          0x9B, // READ BUFFER(16)
          0xA2, // SECURITY PROTOCOL IN
          0xAB // SERVICE ACTION IN(12)
          ->
          IN;
      default -> EITHER;
    };
  }

  private static DataDirection known(int opcode) {
    DataDirection ofDisk = CommandTable.DISK.direction(opcode);
    return ofDisk != null
        ? ofDisk
        : TransportCommands.REPORT_LUNS_AND_RESERVATIONS.direction(opcode);
  }

  private static EntryDirection ofVariableLength(int serviceAction) {
    return switch (serviceAction) {
      case 0x0003, 0x0009 -> IN; // XDREAD(32), READ(32)
      case 0x0004, // XDWRITE(32)
          0x0006, // XPWRITE(32)
          0x0007, // XDWRITEREAD(32)
          0x000A, // VERIFY(32)
          0x000B, // WRITE(32)
          0x000C, // WRITE AND VERIFY(32)
          0x000D, // WRITE SAME(32)
          0x000E, // ORWRITE(32)
          0x000F // WRITE ATOMIC(32)
          ->
          OUT;
      default -> EITHER;
    };
  }
}
