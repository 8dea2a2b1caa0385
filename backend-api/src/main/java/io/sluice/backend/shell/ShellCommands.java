package io.sluice.backend.shell;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A service with commands: the shell has them for as long as it is registered. */
@ConsumerType
public interface ShellCommands {
  /**
   * The commands, always the same. Asked for once, when the service comes, so it must not wait for
   * anything.
   */
  List<ShellCommand> commands();
}
