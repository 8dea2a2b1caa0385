package io.sluice.backend.osgi;

import java.nio.file.Path;
import java.util.Map;

/**
 * Checks configuration files without a gateway, using the code with which a gateway would read
 * them. Found with {@link java.util.ServiceLoader}. Configurations of third-party bundles are
 * checked against their Metatype alone, since none of their code runs before they are deployed.
 */
public interface ConfigurationJudge {
  /** Checks a configuration, and does nothing else. */
  @FunctionalInterface
  interface Check {
    /**
     * Refuses a configuration that a gateway would refuse.
     *
     * @param properties as a component receives them
     * @param etc the folder that the file is in
     */
    void require(Map<String, ?> properties, Path etc) throws ConfigException;
  }

  /** The checks, by the PID or factory PID of the configurations that they apply to. */
  Map<String, Check> checks();
}
