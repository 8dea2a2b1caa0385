package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.DataDirection;
import io.sluice.scsi.ScsiStatus;

/**
 * The reservation of RESERVE (6) and (10) (SPC-2 5.5.1): one nexus has the unit for itself, until
 * it releases it, is lost, or the unit is reset.
 */
final class SimpleReservation {
  private static final ScsiResponse CONFLICT = ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT);

  private final PersistentReservations persistent;
  private volatile Nexus holder;

  SimpleReservation(PersistentReservations persistent) {
    this.persistent = persistent;
  }

  void addTo(CommandTable.Builder table) {
    table
        .add(row("RESERVE (6)", "SPC-2 7.21", "160000000000", this::reserve))
        .add(
            row("RESERVE (10)", "SPC-2 7.22", "5600 0000000000 0000 00", this::reserve)
                .with(DataDirection.OUT))
        .add(row("RELEASE (6)", "SPC-2 7.17", "170000000000", this::release))
        .add(
            row("RELEASE (10)", "SPC-2 7.18", "5700 0000000000 0000 00", this::release)
                .with(DataDirection.OUT));
  }

  private interface Action {
    ScsiResponse apply(Nexus by);
  }

  private static CommandRow row(String name, String source, String usage, Action action) {
    return UnitCommand.row(name, source, usage, cmd -> action.apply(cmd.nexus()));
  }

  boolean isHeldByOther(Nexus nexus) {
    Nexus held = holder;
    return held != null && held != nexus;
  }

  private synchronized ScsiResponse reserve(Nexus by) {
    // SPC-4 5.13.3: the two kinds exclude each other.
    if (isHeldByOther(by) || !persistent.now().keys().isEmpty()) {
      return CONFLICT;
    }
    holder = by;
    return ScsiResponse.good();
  }

  /** Does nothing for who does not hold it. */
  synchronized ScsiResponse release(Nexus by) {
    if (holder == by) {
      holder = null;
    }
    return ScsiResponse.good();
  }

  synchronized void reset() {
    holder = null;
  }
}
