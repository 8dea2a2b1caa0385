package io.sluice.tcmu.internal.ring;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.backend.host.TurnWatch;

/**
 * Sees to it that no ring waits for a handler that blocks: gives the ring to a new thread where it
 * blocks on the ring's, and runs elsewhere what a handler does when a command is aborted.
 */
public final class RingWatch implements AutoCloseable {
  private static final String ABORTS = "sluice-ring-abort";

  private final TurnWatch turns =
      new TurnWatch(new RingThreads("sluice-ring-watch"), "sluice-ring-watch");
  private final StandbyThreads aborts = new StandbyThreads(new RingThreads(ABORTS), ABORTS);

  void add(RingServer server) {
    turns.add(server);
  }

  void remove(RingServer server) {
    turns.remove(server);
  }

  /** Runs a handler's own action, which may block. */
  void runAbort(Runnable action) {
    aborts.attempt(action);
  }

  @Override
  public void close() {
    turns.close();
    aborts.close();
  }
}
