package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.gateway.ItNexus;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import java.util.function.Consumer;

/** An I_T nexus and the unit attention conditions that wait for it. */
final class LunNexus implements ItNexus {
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

  void raise(AdditionalSense condition) {
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
