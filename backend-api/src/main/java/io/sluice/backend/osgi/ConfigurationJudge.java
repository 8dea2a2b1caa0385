package io.sluice.backend.osgi;

import java.nio.file.Path;
import java.util.Map;

/**
 * Judges configuration files without a gateway, by what a gateway would read them with. Found with
 * {@link java.util.ServiceLoader}; bundles of others are judged by their Metatype alone, since none
 * of their code runs before they are deployed.
 */
public interface ConfigurationJudge {
  /** Checks a configuration, and does nothing else. */
  @FunctionalInterface
  interface Check {
    /**
     * Refuses what a gateway would.
     *
     * @param properties as a component gets them
     * @param etc the folder that the file is in
     */
    void require(Map<String, ?> properties, Path etc) throws ConfigException;
  }

  /** The checks, by the PID, or factory PID, of the configurations that they are for. */
  Map<String, Check> checks();
}
