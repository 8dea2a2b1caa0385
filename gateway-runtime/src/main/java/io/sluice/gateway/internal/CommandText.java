package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.command.CommandKind;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Cdb;

/** What a command is, for a person. */
final class CommandText {
  private CommandText() {}

  /** As {@code READ (10) of 8 blocks from 2048}. */
  static String of(ScsiCmd cmd) {
    Cdb cdb = cmd.cdb();
    return switch (CommandKind.of(cdb)) {
      case READ, WRITE ->
          "%s of %d blocks from %s"
              .formatted(name(cdb), cdb.transferLength(), Long.toUnsignedString(cdb.lba()));
      case OTHER -> name(cdb);
    };
  }

  private static String name(Cdb cdb) {
    CommandRow row = CommandTable.DISK.row(cdb);
    return row == null ? "a command of operation code 0x%02X".formatted(cdb.opcode()) : row.name();
  }
}
