package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/** A command that can also be answered later, from a store that answers later. */
public interface AsyncStoreCommand extends StoreCommand {
  /**
   * Does what {@link #respond} does, and gives the response to {@code answer}: once, before this
   * returns or later, on any thread. Does not block.
   */
  void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer);

  /** How a command is begun. */
  @FunctionalInterface
  interface Beginning {
    /** As {@link AsyncStoreCommand#begin}. */
    void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer);
  }

  /** A command that is done either way. */
  static AsyncStoreCommand of(StoreCommand now, Beginning later) {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(later, "later");
    return new AsyncStoreCommand() {
      @Override
      public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
        return now.respond(cmd, store);
      }

      @Override
      public void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
        later.begin(cmd, store, answer);
      }
    };
  }
}
