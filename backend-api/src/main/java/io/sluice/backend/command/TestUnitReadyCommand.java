package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;

/** TEST UNIT READY (SPC-4 6.47). */
public final class TestUnitReadyCommand {
  private TestUnitReadyCommand() {}

  /** Answers GOOD: an open store is ready. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd);
  }

  /** Answers GOOD. */
  public static ScsiResponse respond(ScsiCmd cmd) {
    return ScsiResponse.good(cmd.dataIn().length());
  }
}
