package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * SYNCHRONIZE CACHE (10) and (16) (SBC-3 5.26, 5.27). Flushes all of the store, whatever range is
 * named, and answers afterwards, whether IMMED is set or not.
 */
public final class SynchronizeCacheCommand {
  private SynchronizeCacheCommand() {}

  /** Flushes. A number of blocks of 0 means all from the address on. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    ScsiResponse refusal =
        BlockRange.refuse(store.info().geometry(), cdb.lba(), cdb.transferLength());
    if (refusal != null) {
      return refusal;
    }
    store.flush();
    return ScsiResponse.good(cmd.dataIn().length());
  }
}
