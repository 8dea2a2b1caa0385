package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.VisibleUnits;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;

/** A logical unit as one session sees it: its I_T nexus, and what the target has to report. */
final class SessionLun implements CommandTarget, AutoCloseable {
  private final LogicalUnit unit;
  private final ItNexus nexus;
  private final Target target;
  private final long owner = DataOwner.next();
  private final UnitAttentions attentions = new UnitAttentions();

  /**
   * @param visible what else its session sees
   */
  SessionLun(LogicalUnit unit, InitiatorNexus ports, Target target, VisibleUnits visible) {
    this.unit = unit;
    this.target = target;
    nexus = unit.attach(ports, visible);
  }

  LogicalUnit unit() {
    return unit;
  }

  UnitAttentions attentions() {
    return attentions;
  }

  @Override
  public ScsiDevice device() {
    return unit;
  }

  @Override
  public ItNexus nexus() {
    return nexus;
  }

  @Override
  public long owner() {
    return owner;
  }

  @Override
  public Geometry geometry() {
    return unit.info().map(VolumeInfo::geometry).orElse(null);
  }

  @Override
  public void execute(IscsiCmd cmd) {
    int opcode = cmd.cdb().opcode();
    SenseData attention = attentions.report(opcode);
    if (attention != null) {
      cmd.complete(
          UnitAttentions.asksForSense(opcode)
              ? cmd.answer(attention.toFixedFormat(), cmd.cdb().u8(4))
              : ScsiResponse.checkCondition(attention));
    } else if (opcode == OperationCode.REPORT_LUNS) {
      cmd.complete(ReportLuns.respond(cmd, target.luns()));
    } else {
      nexus.execute(cmd);
    }
  }

  @Override
  public void close() {
    nexus.close();
  }
}
