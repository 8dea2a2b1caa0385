package io.sluice.gateway.configuration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's folder of configurations, {@code etc/}. A service. All methods may be called from
 * any thread.
 */
@ProviderType
public interface ConfigurationFiles {
  /**
   * The file {@code PID-NAME.cfg}, which need not exist.
   *
   * @throws IllegalArgumentException if the name can't be part of a file name
   */
  ConfigurationFile file(String factoryPid, String name);

  /** A file of that name that is not a configuration, such as a secrets file. */
  ConfigurationFile other(String fileName);

  /** The file that a configuration was read from; empty if it does not come from a file. */
  Optional<ConfigurationFile> fileOf(String pid) throws IOException;

  /** The files of all configurations of a factory, ordered by name. */
  List<ConfigurationFile> filesOf(String factoryPid) throws IOException;

  /**
   * Ends a configuration at once, without waiting until the deletion of its file is noticed. The
   * caller must delete the file first.
   */
  void forget(String pid) throws IOException;

  /** Begins a change of one or more files. */
  ConfigurationChange change();
}
