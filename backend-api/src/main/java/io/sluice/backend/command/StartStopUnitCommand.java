package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;

/**
 * START STOP UNIT (SBC-3 5.25). The unit is always started: START has no effect; stopping, ejecting
 * and power conditions are refused.
 */
public final class StartStopUnitCommand {
  private static final int POWER_CONDITION = 0xF0;
  private static final int LOEJ = 1;
  private static final int START = 0;

  private StartStopUnitCommand() {}

  /** As {@link #respond(ScsiCmd)}. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd);
  }

  /** Accepts START and nothing else. */
  public static ScsiResponse respond(ScsiCmd cmd) {
    if ((cmd.cdb().u8(4) & POWER_CONDITION) != 0) {
      return ScsiResponse.invalidFieldInCdb(4, 7);
    }
    if (cmd.cdb().bit(4, LOEJ)) {
      return ScsiResponse.invalidFieldInCdb(4, LOEJ);
    }
    if (!cmd.cdb().bit(4, START)) {
      return ScsiResponse.invalidFieldInCdb(4, START);
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }
}
