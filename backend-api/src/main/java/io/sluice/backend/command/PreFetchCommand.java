package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;

/**
 * PRE-FETCH (10) and (16) (SBC-3 5.8, 5.9). Caching is left to the store: nothing is read, and the
 * answer says that not all blocks will be found in a cache.
 */
public final class PreFetchCommand {
  private PreFetchCommand() {}

  /** Checks the range. A number of blocks of 0 means all blocks from the address on. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    Cdb cdb = cmd.cdb();
    VolumeInfo info = store.info();
    ScsiResponse refusal = BlockRange.refuse(info.geometry(), cdb.lba(), cdb.transferLength());
    return refusal != null ? refusal : ScsiResponse.good(cmd.dataIn().length());
  }
}
