package io.sluice.gateway.targets;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The targets of a transport, each defined by a file in {@code etc/}. All methods may be called
 * from any thread.
 */
@ConsumerType
public interface ConfiguredTargets {
  /** The names of the commands on these targets. */
  TargetScope scope();

  /** Why there can be no targets here, for a person; empty if there can be. */
  Optional<String> unavailable();

  /** All targets, including those whose configuration is invalid, ordered by name. */
  List<TargetView> targets();

  /** The disks that this transport serves and targets can have, ordered by name. */
  List<String> disks();

  /**
   * A target's configuration as last read, whether or not it could be used; empty if there is none,
   * and until {@link #targets} shows the result of reading it.
   */
  Map<String, ?> applied(String pid);

  /** Reads a target's configuration again, because its secrets file has changed. */
  void reread(String pid);
}
