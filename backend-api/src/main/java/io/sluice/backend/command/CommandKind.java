package io.sluice.backend.command;

import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;

/** What a command does to the medium, as far as those care who count or cut data. */
public enum CommandKind {
  /** Moves as many blocks to the initiator as its CDB says: READ. */
  READ,
  /** Moves as many blocks from the initiator as its CDB says: WRITE, WRITE AND VERIFY. */
  WRITE,
  /** All else. */
  OTHER;

  /** What it is by a disk's commands ({@link CommandTable#DISK}). */
  public static CommandKind of(Cdb cdb) {
    CommandRow row = CommandTable.DISK.row(cdb);
    return row == null ? OTHER : row.kind();
  }

  static CommandKind of(DataDirection direction, boolean blocks) {
    if (!blocks || direction == DataDirection.NONE) {
      return OTHER;
    }
    return direction == DataDirection.IN ? READ : WRITE;
  }
}
