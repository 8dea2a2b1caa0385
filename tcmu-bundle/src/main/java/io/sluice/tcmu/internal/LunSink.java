package io.sluice.tcmu.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.AdditionalSense;
import io.sluice.tcmu.internal.ring.CommandSink;

/** Gives what comes from a ring to a logical unit of the gateway. */
record LunSink(LogicalUnit lun, ItNexus nexus) implements CommandSink {
  @Override
  public void execute(ScsiCmd cmd) {
    nexus.execute(cmd);
  }

  @Override
  public void reset() {
    lun.reset(AdditionalSense.BUS_DEVICE_RESET);
  }
}
