package io.sluice.tcmu.internal.ring;

import io.sluice.scsi.Cdb;

/**
 * Which way a command's data goes. A ring entry does not say, so it follows from the operation code
 * (SPC-4 annex E, SBC-4 5.1).
 */
enum DataDirection {
  /** To the initiator. */
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

  static DataDirection of(Cdb cdb) {
    int opcode = cdb.opcode();
    if (opcode >= FIRST_VENDOR_SPECIFIC) {
      return EITHER;
    }
    if (opcode == VARIABLE_LENGTH) {
      return ofVariableLength(cdb.serviceAction());
    }
    return switch (opcode) {
      case 0x04, // FORMAT UNIT
          0x07, // REASSIGN BLOCKS
          0x0A, // WRITE(6)
          0x15, // MODE SELECT(6)
          0x18, // COPY
          0x1D, // SEND DIAGNOSTIC
          0x2A, // WRITE(10)
          0x2E, // WRITE AND VERIFY(10)
          0x2F, // VERIFY(10)
          0x39, // COMPARE
          0x3A, // COPY AND VERIFY
          0x3B, // WRITE BUFFER
          0x3D, // UPDATE BLOCK
          0x3F, // WRITE LONG(10)
          0x41, // WRITE SAME(10)
          0x42, // UNMAP
          0x48, // SANITIZE
          0x4C, // LOG SELECT
          0x50, // XDWRITE(10)
          0x51, // XPWRITE(10)
          0x53, // XDWRITEREAD(10)
          0x55, // MODE SELECT(10)
          0x56, // RESERVE(10)
          0x57, // RELEASE(10)
          0x5F, // PERSISTENT RESERVE OUT
          0x80, // XDWRITE EXTENDED(16)
          0x81, // REBUILD(16)
          0x82, // REGENERATE(16)
          0x83, // third-party copy OUT: EXTENDED COPY …
          0x89, // COMPARE AND WRITE
          0x8A, // WRITE(16)
          0x8B, // ORWRITE(16)
          0x8D, // WRITE ATTRIBUTE
          0x8E, // WRITE AND VERIFY(16)
          0x8F, // VERIFY(16)
          0x93, // WRITE SAME(16)
          0x94, // ZBC OUT
          0x9A, // WRITE STREAM(16)
          0x9C, // WRITE ATOMIC(16)
          0x9D, // SERVICE ACTION BIDIRECTIONAL
          0x9F, // SERVICE ACTION OUT(16): WRITE LONG(16) …
          0xA4, // MAINTENANCE OUT
          0xA9, // SERVICE ACTION OUT(12)
          0xAA, // WRITE(12)
          0xAE, // WRITE AND VERIFY(12)
          0xAF, // VERIFY(12)
          0xB5 // SECURITY PROTOCOL OUT
          ->
          OUT;
      case 0x00, // TEST UNIT READY
          0x01, // REWIND, REZERO UNIT
          0x03, // REQUEST SENSE
          0x05, // READ BLOCK LIMITS
          0x08, // READ(6)
          0x12, // INQUIRY
          0x16, // RESERVE(6)
          0x17, // RELEASE(6)
          0x1A, // MODE SENSE(6)
          0x1B, // START STOP UNIT
          0x1C, // RECEIVE DIAGNOSTIC RESULTS
          0x1E, // PREVENT ALLOW MEDIUM REMOVAL
          0x23, // READ FORMAT CAPACITIES
          0x25, // READ CAPACITY(10)
          0x28, // READ(10)
          0x2B, // SEEK(10)
          0x34, // PRE-FETCH(10)
          0x35, // SYNCHRONIZE CACHE(10)
          0x37, // READ DEFECT DATA(10)
          0x3C, // READ BUFFER
          0x3E, // READ LONG(10)
          0x43, // READ TOC/PMA/ATIP
          0x44, // REPORT DENSITY SUPPORT
          0x46, // GET CONFIGURATION
          0x4A, // GET EVENT STATUS NOTIFICATION
          0x4D, // LOG SENSE
          0x52, // XDREAD(10)
          0x5A, // MODE SENSE(10)
          0x5E, // PERSISTENT RESERVE IN
          0x84, // third-party copy IN: RECEIVE COPY RESULTS …
          0x88, // READ(16)
          0x8C, // READ ATTRIBUTE
          0x90, // PRE-FETCH(16)
          0x91, // SYNCHRONIZE CACHE(16)
          0x95, // ZBC IN
          0x9B, // READ BUFFER(16)
          0x9E, // SERVICE ACTION IN(16): READ CAPACITY(16), GET LBA STATUS …
          0xA0, // REPORT LUNS
          0xA2, // SECURITY PROTOCOL IN
          0xA3, // MAINTENANCE IN
          0xA8, // READ(12)
          0xAB, // SERVICE ACTION IN(12)
          0xB7 // READ DEFECT DATA(12)
          ->
          IN;
      default -> EITHER;
    };
  }

  private static DataDirection ofVariableLength(int serviceAction) {
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
