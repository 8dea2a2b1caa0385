package io.sluice.gateway.internal.deploy;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.time.Duration;
import java.util.Map;

/**
 * How jars are taken up.
 *
 * @param poll between two looks at the folder
 * @param startBound for a bundle's start, and again for its handlers to appear
 * @param allowDowngrade whether a lower version in the folder replaces a higher one
 * @param rollbackErrors how many errors more than before bring the older version back; 0 for never
 * @param rollbackWindow how long such are counted after a change of version
 */
record DeployerSettings(
    Duration poll,
    Duration startBound,
    boolean allowDowngrade,
    int rollbackErrors,
    Duration rollbackWindow) {
  /** What holds where nothing is configured, or nothing that can be used. */
  static final DeployerSettings DEFAULT;

  static {
    try {
      DEFAULT = of(Map.of());
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults are right", e);
    }
  }

  /** Reads a configuration, see {@link DeployerConfig}. */
  static DeployerSettings of(Map<String, ?> properties) throws ConfigException {
    ConfigValues values = new ConfigValues(properties, DeployerConfig.class);
    values.requireKnownKeys();
    return new DeployerSettings(
        Duration.ofMillis(values.number("pollMilliseconds")),
        Duration.ofSeconds(values.number("startSeconds")),
        values.flag("allowDowngrade"),
        values.number("rollbackErrors"),
        Duration.ofSeconds(values.number("rollbackSeconds")));
  }
}
