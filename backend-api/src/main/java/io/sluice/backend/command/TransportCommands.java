package io.sluice.backend.command;

import static io.sluice.scsi.DataDirection.IN;
import static io.sluice.scsi.DataDirection.OUT;

import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.DataDirection;
import java.util.List;

/**
 * Commands that transports answer, so that the logical unit never sees them. They are only
 * described here, for {@link io.sluice.backend.ScsiCmd#transportCommands}.
 */
public final class TransportCommands {
  /** For a transport that knows its logical units. */
  public static final CommandTable REPORT_LUNS = reportLuns().build();

  /** For a transport that also keeps reservations for its initiators. */
  public static final CommandTable REPORT_LUNS_AND_RESERVATIONS = withReservations();

  private TransportCommands() {}

  private static CommandTable.Builder reportLuns() {
    return new CommandTable.Builder()
        .add(row("REPORT LUNS", "SPC-4 6.33", "A000 FF 000000 FFFFFFFF 0000").with(IN));
  }

  private static CommandTable withReservations() {
    CommandTable.Builder table =
        reportLuns()
            .add(row("RESERVE (6)", "SPC-2 7.21", "160000000000"))
            .add(row("RESERVE (10)", "SPC-2 7.22", "5600 0000000000 0000 00").with(OUT))
            .add(row("RELEASE (6)", "SPC-2 7.17", "170000000000"))
            .add(row("RELEASE (10)", "SPC-2 7.18", "5700 0000000000 0000 00").with(OUT));
    addActions(
        table,
        IN,
        "PERSISTENT RESERVE IN: ",
        "SPC-4 6.15",
        "5E%02X 0000000000 FFFF 00",
        List.of("READ KEYS", "READ RESERVATION", "REPORT CAPABILITIES", "READ FULL STATUS"));
    addActions(
        table,
        OUT,
        "PERSISTENT RESERVE OUT: ",
        "SPC-4 6.16",
        "5F%02X FF 0000 FFFFFFFF 00",
        List.of(
            "REGISTER",
            "RESERVE",
            "RELEASE",
            "CLEAR",
            "PREEMPT",
            "PREEMPT AND ABORT",
            "REGISTER AND IGNORE EXISTING KEY",
            "REGISTER AND MOVE"));
    return table.build();
  }

  /** Adds service actions, numbered from 0. */
  private static void addActions(
      CommandTable.Builder table,
      DataDirection direction,
      String name,
      String source,
      String usage,
      List<String> actions) {
    for (int action = 0; action < actions.size(); action++) {
      table.add(
          row(name + actions.get(action), source, usage.formatted(action))
              .withServiceAction()
              .with(direction));
    }
  }

  private static CommandRow row(String name, String source, String usage) {
    return CommandRow.of(name, source, usage, (cmd, store) -> ScsiResponse.notHandled());
  }
}
