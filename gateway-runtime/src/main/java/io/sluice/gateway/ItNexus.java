package io.sluice.gateway;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import org.osgi.annotation.versioning.ProviderType;

/** A logical unit's side of an I_T nexus, through which a transport sends its commands. */
@ProviderType
public interface ItNexus extends Nexus, AutoCloseable {
  /**
   * Accepts a command and ensures that it is completed exactly once. Never waits for a gate or a
   * slow store: a command that can't be served at once is parked, or given to a worker. Quick
   * commands, and those of a handler that has been quick, are served on the calling thread.
   */
  void execute(ScsiCmd cmd);

  /** Ends the nexus. Commands in progress are still completed. */
  @Override
  void close();
}
