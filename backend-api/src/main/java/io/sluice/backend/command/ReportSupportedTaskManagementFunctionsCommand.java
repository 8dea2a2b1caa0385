package io.sluice.backend.command;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;

/**
 * REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.36): reports the functions that every
 * transport supports. A transport may support more.
 */
public final class ReportSupportedTaskManagementFunctionsCommand {
  private static final int REPD = 7;
  private static final byte ABORT_TASK = (byte) 0x80;
  private static final byte LOGICAL_UNIT_RESET = 0x08;
  private static final int LENGTH = 4;
  private static final int EXTENDED_LENGTH = 16;

  private ReportSupportedTaskManagementFunctionsCommand() {}

  /** Reports ABORT TASK and LOGICAL UNIT RESET; with REPD in the long form, without timeouts. */
  public static ScsiResponse respond(ScsiCmd cmd) {
    if (cmd.cdb().u32(6) < LENGTH) {
      return ScsiResponse.invalidFieldInCdb(6, -1);
    }
    boolean extended = cmd.cdb().bit(2, REPD);
    byte[] data = new byte[extended ? EXTENDED_LENGTH : LENGTH];
    data[0] = ABORT_TASK | LOGICAL_UNIT_RESET;
    data[3] = (byte) (data.length - LENGTH);
    return cmd.answer(data, cmd.cdb().u32(6));
  }
}
