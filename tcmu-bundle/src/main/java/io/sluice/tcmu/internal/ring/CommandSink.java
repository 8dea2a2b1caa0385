package io.sluice.tcmu.internal.ring;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.command.TransportCommands;

/** Where commands go that were taken from a ring. */
@FunctionalInterface
public interface CommandSink {
  /**
   * Sees to it that the command is completed exactly once, now or later. Called on the ring's
   * thread: should not block, but the ring survives when it does.
   */
  void execute(ScsiCmd cmd);

  /**
   * An initiator has reset the logical unit. The commands that this ends were told so already; what
   * else a reset does (SAM-5 6.3.3) is to be done before the next command. Called on the ring's
   * thread.
   */
  default void reset() {}

  /** What the kernel answers for this logical unit, so that it never comes here. */
  default io.sluice.backend.command.CommandTable kernelCommands() {
    return TransportCommands.REPORT_LUNS_AND_RESERVATIONS;
  }
}
