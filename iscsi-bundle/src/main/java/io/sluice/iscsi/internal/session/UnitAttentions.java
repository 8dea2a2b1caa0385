package io.sluice.iscsi.internal.session;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Unit attention conditions that the target itself establishes for one session and LUN (SAM-5
 * 5.14), reported in order, each once, before those of the logical unit.
 */
final class UnitAttentions {
  static final AdditionalSense BUS_DEVICE_RESET =
      new AdditionalSense(0x29, 0x03, "BUS DEVICE RESET FUNCTION OCCURRED");
  static final AdditionalSense SCSI_BUS_RESET =
      new AdditionalSense(0x29, 0x02, "SCSI BUS RESET OCCURRED");
  static final AdditionalSense COMMANDS_CLEARED =
      new AdditionalSense(0x2F, 0x00, "COMMANDS CLEARED BY ANOTHER INITIATOR");
  static final AdditionalSense REPORTED_LUNS_DATA_HAS_CHANGED =
      new AdditionalSense(0x3F, 0x0E, "REPORTED LUNS DATA HAS CHANGED");

  private final Queue<AdditionalSense> waiting = new ArrayDeque<>();
  private volatile boolean any;

  synchronized void raise(AdditionalSense condition) {
    if (!waiting.contains(condition)) {
      waiting.add(condition);
      any = true;
    }
  }

  /** What to report on this command; null for nothing. */
  SenseData report(int opcode) {
    return any ? next(opcode) : null;
  }

  private synchronized SenseData next(int opcode) {
    if (opcode == OperationCode.REPORT_LUNS) { // reporting them is what was asked for (SPC-4 6.33)
      waiting.remove(REPORTED_LUNS_DATA_HAS_CHANGED);
    }
    AdditionalSense condition =
        opcode == OperationCode.INQUIRY || opcode == OperationCode.REPORT_LUNS
            ? null
            : waiting.poll();
    any = !waiting.isEmpty();
    return condition == null ? null : new SenseData(SenseKey.UNIT_ATTENTION, condition);
  }

  static boolean asksForSense(int opcode) {
    return opcode == OperationCode.REQUEST_SENSE;
  }
}
