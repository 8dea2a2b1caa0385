package io.sluice.iscsi.internal.session;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.ServiceAction;

/**
 * Lets the answer to REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.36) tell what this
 * transport carries: the logical unit knows only what all do.
 */
final class TaskManagementFunctions {
  private static final int ABORT_TASK = 0x80;
  private static final int ABORT_TASK_SET = 0x40;
  private static final int CLEAR_TASK_SET = 0x10;
  private static final int LOGICAL_UNIT_RESET = 0x08;
  private static final int QUERY_TASK = 0x04;
  private static final int QUERY_TASK_SET = 0x02;
  private static final int I_T_NEXUS_RESET = 0x01;

  /** The first two bytes of the answer. */
  private static final byte[] CARRIED = {
    (byte) (ABORT_TASK | ABORT_TASK_SET | CLEAR_TASK_SET | LOGICAL_UNIT_RESET | QUERY_TASK),
    QUERY_TASK_SET | I_T_NEXUS_RESET
  };

  private TaskManagementFunctions() {}

  /** Puts them into the answer, where it is such a one. */
  static void tell(IscsiCmd cmd, ScsiResponse response) {
    Cdb cdb = cmd.cdb();
    boolean asked =
        cdb.opcode() == OperationCode.MAINTENANCE_IN
            && cdb.serviceAction() == ServiceAction.REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS;
    if (asked && response.status() == ScsiStatus.GOOD) {
      Segments data = cmd.dataIn();
      int there = (int) Math.min(CARRIED.length, data.length() - response.residual());
      data.put(0, CARRIED, 0, there);
    }
  }
}
