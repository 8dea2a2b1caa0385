package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.ConfigurationProblem;
import io.sluice.gateway.internal.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * How jars are taken up.
 *
 * @param poll between two looks at the folder
 * @param startBound for a bundle's start, and again for its handlers to appear
 * @param allowDowngrade whether a lower version in the folder replaces a higher one
 */
record DeployerSettings(Duration poll, Duration startBound, boolean allowDowngrade) {
  static final DeployerSettings DEFAULT =
      new DeployerSettings(Duration.ofMillis(500), Duration.ofSeconds(20), false);

  /** Reads a configuration, see {@link DeployerConfig}. */
  static DeployerSettings of(Map<String, ?> properties) throws ConfigurationProblem {
    Settings settings = new Settings(properties);
    int poll = (int) DEFAULT.poll.toMillis();
    int start = (int) DEFAULT.startBound.toSeconds();
    return new DeployerSettings(
        Duration.ofMillis(settings.number("pollMilliseconds", poll, 50, 60_000)),
        Duration.ofSeconds(settings.number("startSeconds", start, 1, 600)),
        settings.flag("allowDowngrade", DEFAULT.allowDowngrade));
  }
}
