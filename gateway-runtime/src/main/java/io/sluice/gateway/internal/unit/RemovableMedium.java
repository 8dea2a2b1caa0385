package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.Access;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.SenseKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A medium that initiators can take out and put in again (SBC-3 4.8): what is taken out is hidden
 * from them, no more. Power conditions mean nothing to it.
 */
final class RemovableMedium {
  private static final int POWER_CONDITION = 0xF0;
  private static final int LOEJ = 1;
  private static final int START = 0;

  private final Supplier<? extends Collection<? extends UnitNexus>> nexuses;
  private final Set<Nexus> preventing = new HashSet<>();
  private volatile boolean loaded = true;

  RemovableMedium(Supplier<? extends Collection<? extends UnitNexus>> nexuses) {
    this.nexuses = nexuses;
  }

  void addTo(CommandTable.Builder table) {
    table
        .add(
            UnitCommand.row("START STOP UNIT", "SBC-3 5.25", "1B01000FF700", this::startStop)
                .with(Access.WRITE))
        .add(
            UnitCommand.row(
                    "PREVENT ALLOW MEDIUM REMOVAL",
                    "SBC-3 5.10",
                    "1E0000000300",
                    this::preventAllow)
                .with(Access.WRITE));
  }

  boolean isLoaded() {
    return loaded;
  }

  private synchronized ScsiResponse startStop(ScsiCmd cmd) {
    Cdb cdb = cmd.cdb();
    if ((cdb.u8(4) & POWER_CONDITION) != 0 || !cdb.bit(4, LOEJ)) {
      return ScsiResponse.good();
    }
    boolean load = cdb.bit(4, START);
    boolean moves = load != loaded || !load;
    if (moves && !preventing.isEmpty()) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    }
    if (load) {
      load(cmd.nexus());
    } else {
      loaded = false;
    }
    return ScsiResponse.good();
  }

  private void load(Nexus by) {
    if (loaded) {
      return;
    }
    loaded = true;
    for (UnitNexus nexus : nexuses.get()) {
      if (nexus != by) {
        nexus.raise(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED);
      }
    }
  }

  private synchronized ScsiResponse preventAllow(ScsiCmd cmd) {
    if ((cmd.cdb().u8(4) & 1) != 0) {
      preventing.add(cmd.nexus());
    } else {
      preventing.remove(cmd.nexus());
    }
    return ScsiResponse.good();
  }

  synchronized void lost(Nexus nexus) {
    preventing.remove(nexus);
  }

  synchronized void reset() {
    preventing.clear();
  }
}
