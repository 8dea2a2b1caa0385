package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.ScsiCmd;

/** A command that only reads, and that can be answered later. */
public interface AsyncStoreCommand extends StoreCommand {
  /** Whether this one can be served by {@link #begin}. Cheap. */
  boolean isAsync(ScsiCmd cmd, AsyncBlockStore store);

  /**
   * Does what {@link #respond} does, but completes the command itself, now or later. Neither blocks
   * nor throws.
   */
  void begin(ScsiCmd cmd, AsyncBlockStore store);
}
