package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/** A command that can also run on a store that answers later, and be answered later itself. */
public interface AsyncStoreCommand extends StoreCommand {
  /**
   * Does what {@link #respond} does, but passes the response to {@code answer}: once, before this
   * returns or later, on any thread. Does not block.
   */
  void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer);

  /** The asynchronous form of a command. */
  @FunctionalInterface
  interface Beginning {
    /** As {@link AsyncStoreCommand#begin}. */
    void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer);
  }

  /** A command that can run either way. */
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
