package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import java.io.IOException;

/** Serves one SCSI command from a block store. */
@FunctionalInterface
public interface StoreCommand {
  /**
   * Checks the command against the store's geometry, does it, and gives the answer to complete it
   * with. What is wrong with the command itself is answered, not thrown.
   *
   * @throws IOException what the store threw
   */
  ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException;
}
