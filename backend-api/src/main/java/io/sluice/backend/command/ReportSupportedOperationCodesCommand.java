package io.sluice.backend.command;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** REPORT SUPPORTED OPERATION CODES (SPC-4 6.35), from the command table. */
public final class ReportSupportedOperationCodesCommand {
  private static final int ALL = 0;
  private static final int ONE = 1;
  private static final int ONE_WITH_SERVICE_ACTION = 2;
  private static final int ONE_EITHER_WAY = 3;

  private static final int RCTD = 7;
  private static final int REPORTING_OPTIONS_BIT = 2;

  private static final int DESCRIPTOR = 8;
  private static final int TIMEOUTS = 12;
  private static final int CTDP = 0x02;
  private static final int SERVACTV = 0x01;
  private static final int CTDP_ONE = 0x80;
  private static final int NOT_SUPPORTED = 1;
  private static final int AS_STANDARD = 3;

  private ReportSupportedOperationCodesCommand() {}

  /**
   * Reports the table's commands that the volume offers, the logical unit's own commands, and the
   * transport's commands.
   */
  public static ScsiResponse respond(ScsiCmd cmd, CommandTable table, VolumeInfo info) {
    Cdb cdb = cmd.cdb();
    List<CommandRow> rows =
        new CommandTable.Builder()
                .addAll(table)
                .addAll(cmd.device().ownCommands())
                .addAll(cmd.transportCommands())
                .build()
                .rows()
                .stream()
                .filter(row -> row.isOffered(info))
                .toList();
    boolean timeouts = cdb.bit(2, RCTD);
    int option = cdb.u8(2) & 7;
    if (option == ALL) {
      return cmd.answer(all(rows, timeouts), cdb.u32(6));
    }
    if (option > ONE_EITHER_WAY) {
      return ScsiResponse.invalidFieldInCdb(2, REPORTING_OPTIONS_BIT);
    }
    List<CommandRow> ofOpcode = rows.stream().filter(row -> row.opcode() == cdb.u8(3)).toList();
    boolean byAction = ofOpcode.stream().anyMatch(CommandRow::hasServiceAction);
    if (option == ONE && byAction
        || option == ONE_WITH_SERVICE_ACTION && !byAction && !ofOpcode.isEmpty()) {
      return ScsiResponse.invalidFieldInCdb(2, REPORTING_OPTIONS_BIT);
    }
    Optional<CommandRow> row =
        ofOpcode.stream()
            .filter(each -> !byAction || each.serviceAction() == cdb.u16(4))
            .filter(each -> byAction || option == ONE || cdb.u16(4) == 0)
            .findFirst();
    return cmd.answer(one(row, timeouts), cdb.u32(6));
  }

  private static byte[] all(List<CommandRow> rows, boolean timeouts) {
    int each = DESCRIPTOR + (timeouts ? TIMEOUTS : 0);
    ByteBuffer list = ByteBuffer.allocate(4 + rows.size() * each).putInt(rows.size() * each);
    for (CommandRow row : rows) {
      int flags = (timeouts ? CTDP : 0) | (row.hasServiceAction() ? SERVACTV : 0);
      list.put((byte) row.opcode()).put((byte) 0);
      list.putShort((short) Math.max(0, row.serviceAction()));
      list.put((byte) 0).put((byte) flags).putShort((short) row.usageData().length);
      if (timeouts) {
        putTimeouts(list);
      }
    }
    return list.array();
  }

  private static byte[] one(Optional<CommandRow> row, boolean timeouts) {
    if (row.isEmpty()) {
      return new byte[] {0, NOT_SUPPORTED, 0, 0};
    }
    byte[] usage = row.get().usageData();
    ByteBuffer data = ByteBuffer.allocate(4 + usage.length + (timeouts ? TIMEOUTS : 0));
    data.put((byte) 0).put((byte) (AS_STANDARD | (timeouts ? CTDP_ONE : 0)));
    data.putShort((short) usage.length).put(usage);
    if (timeouts) {
      putTimeouts(data);
    }
    return data.array();
  }

  /** A descriptor without timeouts (SPC-4 6.35.4): they depend on the store. */
  private static void putTimeouts(ByteBuffer data) {
    data.putShort((short) (TIMEOUTS - 2)).putShort((short) 0).putInt(0).putInt(0);
  }
}
