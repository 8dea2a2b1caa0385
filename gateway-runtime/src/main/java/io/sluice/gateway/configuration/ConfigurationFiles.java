package io.sluice.gateway.configuration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The gateway's folder of configurations, {@code etc/}. A service. Any thread. */
@ProviderType
public interface ConfigurationFiles {
  /**
   * The file {@code PID-NAME.cfg}, which need not exist.
   *
   * @throws IllegalArgumentException where the name can't stand in a file's name
   */
  ConfigurationFile file(String factoryPid, String name);

  /** A file of that name, such as one with secrets, that is no configuration. */
  ConfigurationFile other(String fileName);

  /** The file that a configuration was read from; empty where it comes from elsewhere. */
  Optional<ConfigurationFile> fileOf(String pid) throws IOException;

  /** The files of all configurations of a factory, by name. */
  List<ConfigurationFile> filesOf(String factoryPid) throws IOException;

  /**
   * Ends a configuration at once, without waiting until the end of its file is noticed. Its file is
   * the caller's to delete before.
   */
  void forget(String pid) throws IOException;

  /** Begins a change of files. */
  ConfigurationChange change();
}
