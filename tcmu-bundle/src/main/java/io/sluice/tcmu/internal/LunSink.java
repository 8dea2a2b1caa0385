package io.sluice.tcmu.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.command.CommandTable;
import io.sluice.backend.command.TransportCommands;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.AdditionalSense;
import io.sluice.tcmu.internal.ring.CommandSink;

/**
 * Gives what comes from a ring to a logical unit of the gateway.
 *
 * @param reservations whether the kernel keeps them; else it refuses them
 */
record LunSink(LogicalUnit lun, ItNexus nexus, boolean reservations) implements CommandSink {
  @Override
  public void execute(ScsiCmd cmd) {
    nexus.execute(cmd);
  }

  @Override
  public void reset() {
    lun.reset(AdditionalSense.BUS_DEVICE_RESET);
  }

  @Override
  public CommandTable kernelCommands() {
    return reservations
        ? TransportCommands.REPORT_LUNS_AND_RESERVATIONS
        : TransportCommands.REPORT_LUNS;
  }
}
