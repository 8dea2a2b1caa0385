package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.unit.UnitNexus;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import java.util.function.Consumer;

/** An I_T nexus and the unit attention conditions that wait for it. */
final class LunNexus implements ItNexus, UnitNexus {
  /**
   * The initiator port's name where the transport can't tell initiators apart. The one nexus of all
   * of them is no news to those that were there before it.
   */
  private static final String UNTOLD = "tcmu";

  private final String initiatorPort;
  private final String targetPort;
  private final CommandPath path;
  private final Consumer<LunNexus> onClose;
  private final UnitAttentions attentions = new UnitAttentions();

  LunNexus(String initiatorPort, String targetPort, CommandPath path, Consumer<LunNexus> onClose) {
    this.initiatorPort = initiatorPort;
    this.targetPort = targetPort;
    this.path = path;
    this.onClose = onClose;
    if (!initiatorPort.equals(UNTOLD)) {
      raise(AdditionalSense.POWER_ON_OR_RESET);
    }
  }

  @Override
  public String initiatorPort() {
    return initiatorPort;
  }

  @Override
  public String targetPort() {
    return targetPort;
  }

  @Override
  public void execute(ScsiCmd cmd) {
    path.execute(this, cmd);
  }

  @Override
  public void raise(AdditionalSense condition) {
    attentions.raise(condition);
  }

  /**
   * Answers a command with the unit attention condition that waits, if one does and the command
   * reports it (SPC-4 5.3, 6.39): REQUEST SENSE as data, INQUIRY and REPORT LUNS not at all.
   */
  boolean reportsAttention(ScsiCmd cmd) {
    return attentions.any() && reportAttention(cmd);
  }

  private boolean reportAttention(ScsiCmd cmd) {
    int opcode = cmd.cdb().opcode();
    if (opcode == OperationCode.INQUIRY || opcode == OperationCode.REPORT_LUNS) {
      return false;
    }
    SenseData sense = attentions.poll();
    if (sense == null) { // another thread was quicker
      return false;
    }
    cmd.complete(
        opcode == OperationCode.REQUEST_SENSE
            ? RequestSenseCommand.respond(cmd, sense)
            : ScsiResponse.checkCondition(sense));
    return true;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }

  @Override
  public String toString() {
    return initiatorPort + " -> " + targetPort;
  }
}
