package io.sluice.backend.command;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.SenseKey;

/**
 * The checks that commands on a range of blocks share. Each gives the refusal, or null when all is
 * well.
 */
final class BlockRange {
  /** RDPROTECT, WRPROTECT, VRPROTECT in byte 1. */
  private static final int PROTECT = 0xE0;

  private BlockRange() {}

  /** LBA OUT OF RANGE where a block of the range is not on the medium (SBC-3 4.5). */
  static ScsiResponse refuse(Geometry geometry, long lba, long blocks) {
    long capacity = geometry.blocks();
    // The address is unsigned; after the first comparison it is a positive number.
    boolean inside =
        Long.compareUnsigned(lba, capacity) <= 0 && blocks >= 0 && blocks <= capacity - lba;
    return inside
        ? null
        : ScsiResponse.checkCondition(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
  }

  /**
   * As {@link #refuse}, and more than the volume takes at once, and RDPROTECT, WRPROTECT or
   * VRPROTECT, since the medium is formatted without protection information (SBC-3 table 62).
   */
  static ScsiResponse refuseTransfer(Cdb cdb, VolumeInfo info) {
    if (!isSixBytes(cdb) && (cdb.u8(1) & PROTECT) != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 7);
    }
    ScsiResponse outside = refuse(info.geometry(), cdb.lba(), cdb.transferLength());
    if (outside != null) {
      return outside;
    }
    long most = UnitLimits.maximumTransfer(info);
    return most != 0 && cdb.transferLength() > most
        ? ScsiResponse.invalidFieldInCdb(transferLengthAt(cdb), -1)
        : null;
  }

  /**
   * Refuses a command whose CDB speaks of more data than came with it, or than there is room for.
   * Which of both is right can't be told, so nothing is done.
   */
  static ScsiResponse refuseShortBuffer(long wanted, long there) {
    return wanted <= there
        ? null
        : ScsiResponse.checkCondition(
            SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
  }

  /** DATA PROTECT on a volume that is read-only, or where an initiator has set SWP. */
  static ScsiResponse refuseReadOnly(ScsiCmd cmd, VolumeInfo info) {
    if (info.capabilities().readOnly()) {
      return ScsiResponse.checkCondition(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
    }
    return cmd.device().modes().writeProtected()
        ? ScsiResponse.checkCondition(
            SenseKey.DATA_PROTECT, AdditionalSense.SOFTWARE_WRITE_PROTECTED)
        : null;
  }

  /** Refuses a command that did not bring exactly the data that its CDB speaks of. */
  static ScsiResponse refuseOtherLength(long wanted, long there) {
    return wanted == there ? null : refuseShortBuffer(1, 0);
  }

  /** FUA of READ and WRITE; the 6-byte forms have none. */
  static boolean forceUnitAccess(Cdb cdb) {
    return !isSixBytes(cdb) && cdb.bit(1, 3);
  }

  /** Where the CDB has its transfer length. */
  static int transferLengthAt(Cdb cdb) {
    return switch (cdb.opcode() >>> 5) {
      case 0 -> 4;
      case 1, 2 -> 7;
      case 5 -> 6;
      default -> 10;
    };
  }

  private static boolean isSixBytes(Cdb cdb) {
    return cdb.opcode() >>> 5 == 0;
  }
}
