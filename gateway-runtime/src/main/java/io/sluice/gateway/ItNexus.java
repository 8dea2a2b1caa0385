package io.sluice.gateway;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import org.osgi.annotation.versioning.ProviderType;

/** A logical unit's side of an I_T nexus, through which a transport sends its commands. */
@ProviderType
public interface ItNexus extends Nexus, AutoCloseable {
  /**
   * Takes a command, and sees to it that it is completed exactly once. Never waits for a gate or
   * for a slow store: where it can't be served at once it is parked, or given to a worker. Quick
   * commands, and those of a handler that has been quick, are served on the calling thread.
   */
  void execute(ScsiCmd cmd);

  /** Ends the nexus. Commands that are under way are still completed. */
  @Override
  void close();
}
