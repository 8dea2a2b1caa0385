package io.sluice.tcmu.internal.ring;

import io.sluice.backend.ScsiCmd;

/** Where commands go that were taken from a ring. */
@FunctionalInterface
public interface CommandSink {
  /**
   * Sees to it that the command is completed exactly once, now or later. Called on the ring's
   * thread: should not block, but the ring survives when it does.
   */
  void execute(ScsiCmd cmd);
}
