package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import java.io.IOException;

/** Serves one SCSI command from a block store. */
@FunctionalInterface
public interface StoreCommand {
  /**
   * Checks the command against the store's geometry, runs it, and returns the response to complete
   * it with. An error in the command itself is returned as a response, not thrown.
   *
   * @throws IOException if the store threw it
   */
  ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException;
}
