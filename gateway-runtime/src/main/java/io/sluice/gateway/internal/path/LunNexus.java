package io.sluice.gateway.internal.path;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.VisibleUnits;
import io.sluice.gateway.internal.copy.CopyCmd;
import io.sluice.gateway.internal.copy.CopyNexus;
import io.sluice.gateway.internal.unit.UnitNexus;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** An I_T nexus and the unit attention conditions that wait for it. */
public final class LunNexus implements ItNexus, UnitNexus, CopyNexus {
  private static final ScsiResponse GONE =
      ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);

  private final ScsiDevice unit;
  private final Supplier<Optional<VolumeInfo>> volume;
  private final String initiatorPort;
  private final String targetPort;
  private final boolean isAnonymous;
  private volatile String authenticated;
  private final VisibleUnits visible;
  private final CommandPath path;
  private final Consumer<LunNexus> onClose;
  private final UnitAttentions attentions = new UnitAttentions();

  private volatile boolean closed;

  /**
   * @param unit the logical unit
   * @param volume what it holds by now; empty before that is known
   * @param ports what it is a nexus of
   * @param visible what else its initiator sees
   * @param path where its commands go
   * @param onClose is told when it ends
   */
  public LunNexus(
      ScsiDevice unit,
      Supplier<Optional<VolumeInfo>> volume,
      Nexus ports,
      VisibleUnits visible,
      CommandPath path,
      Consumer<LunNexus> onClose) {
    this.unit = unit;
    this.volume = volume;
    this.visible = visible;
    initiatorPort = ports.initiatorPort();
    targetPort = ports.targetPort();
    authenticated = ports.authenticated();
    this.path = path;
    this.onClose = onClose;
    isAnonymous = ports.isAnonymous();
    if (!isAnonymous) { // else it is no news to those that were there before it
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
  public boolean isAnonymous() {
    return isAnonymous;
  }

  @Override
  public String authenticated() {
    return authenticated;
  }

  @Override
  public void rebind(String to) {
    authenticated = to;
  }

  @Override
  public void execute(ScsiCmd cmd) {
    path.execute(this, cmd);
  }

  @Override
  public ScsiDevice unit() {
    return unit;
  }

  @Override
  public Optional<VolumeInfo> volume() {
    return volume.get();
  }

  @Override
  public CopyNexus peer(Predicate<ScsiDevice> wanted) {
    return visible.find(wanted) instanceof LunNexus peer ? peer : null;
  }

  @Override
  public void executeForCopy(ScsiCmd cmd) {
    if (closed) {
      cmd.complete(GONE);
    } else {
      path.executeElsewhere(this, cmd);
    }
  }

  @Override
  public void raise(AdditionalSense condition) {
    attentions.raise(condition);
  }

  /**
   * Answers a command with the unit attention condition that waits, if one does and the command
   * reports it (SPC-4 5.3, 6.39): REQUEST SENSE as data, INQUIRY and REPORT LUNS not at all, nor a
   * step of a copy, whose answer the initiator does not see.
   */
  boolean tryReportAttention(ScsiCmd cmd) {
    return attentions.any() && reportAttention(cmd);
  }

  private boolean reportAttention(ScsiCmd cmd) {
    int opcode = cmd.cdb().opcode();
    if (opcode == OperationCode.INQUIRY
        || opcode == OperationCode.REPORT_LUNS
        || cmd instanceof CopyCmd) {
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
    closed = true;
    onClose.accept(this);
  }

  @Override
  public String toString() {
    return initiatorPort + " -> " + targetPort;
  }
}
