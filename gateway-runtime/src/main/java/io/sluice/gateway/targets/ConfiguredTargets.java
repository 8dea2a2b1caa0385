package io.sluice.gateway.targets;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The targets of a transport, each made by a file of {@code etc/}. Any thread. */
@ConsumerType
public interface ConfiguredTargets {
  /** What the commands on them are called. */
  TargetScope scope();

  /** Why there can be none here, for a person; empty where there can. */
  Optional<String> unavailable();

  /** All targets, also those whose configuration is wrong, by name. */
  List<TargetView> targets();

  /** The disks that this transport serves, by name: those that targets can have. */
  List<String> disks();

  /**
   * A target's configuration as it was last taken up, whether or not it could be used; empty where
   * there is none, and until {@link #targets} tells what has become of it.
   */
  Map<String, ?> applied(String pid);

  /** Reads a target's configuration again, because its file of secrets has changed. */
  void reread(String pid);
}
