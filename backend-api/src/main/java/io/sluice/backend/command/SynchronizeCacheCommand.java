package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * SYNCHRONIZE CACHE (10) and (16) (SBC-3 5.26, 5.27). Flushes the whole store, whatever the range,
 * and answers afterwards, even with IMMED.
 */
public final class SynchronizeCacheCommand {
  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(SynchronizeCacheCommand::respond, SynchronizeCacheCommand::begin);

  private SynchronizeCacheCommand() {}

  /** Flushes. A number of blocks of 0 means all blocks from the address on. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    ScsiResponse refusal = refuse(cmd, store);
    if (refusal != null) {
      return refusal;
    }
    store.flush();
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
    ScsiResponse refusal = refuse(cmd, store);
    if (refusal != null) {
      answer.accept(refusal);
    } else {
      store.beginFlush(AnswerWhenDone.of(cmd, answer));
    }
  }

  private static ScsiResponse refuse(ScsiCmd cmd, BlockStore store) {
    Cdb cdb = cmd.cdb();
    return BlockRange.refuse(store.info().geometry(), cdb.lba(), cdb.transferLength());
  }
}
