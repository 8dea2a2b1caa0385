package io.sluice.gateway.internal.unit;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandRow;
import java.io.IOException;

/** A command of the logical unit itself that gives no data. */
@FunctionalInterface
interface UnitCommand {
  /** Gives the answer; null where it comes later. */
  ScsiResponse apply(ScsiCmd cmd) throws IOException;

  /** A row with such a command: where it answers GOOD, none of data-in is filled. */
  static CommandRow row(String name, String source, String usage, UnitCommand command) {
    return CommandRow.of(
        name,
        source,
        usage,
        (cmd, store) -> {
          ScsiResponse response = command.apply(cmd);
          return ScsiResponse.good().equals(response)
              ? ScsiResponse.good(cmd.dataIn().length())
              : response;
        });
  }
}
