package io.sluice.backend.command;

import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;

/** What a command does to the medium, for code that counts or truncates data. */
public enum CommandKind {
  /** Transfers the number of blocks in its CDB to the initiator: READ. */
  READ,
  /** Transfers the number of blocks in its CDB from the initiator: WRITE, WRITE AND VERIFY. */
  WRITE,
  /** Anything else. */
  OTHER;

  /** The kind of a CDB, according to the commands of a disk ({@link CommandTable#DISK}). */
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
