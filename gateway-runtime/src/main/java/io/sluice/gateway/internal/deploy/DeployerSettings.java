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
 * @param rollbackErrors how many errors more than before bring the older version back; 0 for never
 * @param rollbackWindow how long such are counted after a change of version
 */
record DeployerSettings(
    Duration poll,
    Duration startBound,
    boolean allowDowngrade,
    int rollbackErrors,
    Duration rollbackWindow) {
  static final DeployerSettings DEFAULT =
      new DeployerSettings(
          Duration.ofMillis(500), Duration.ofSeconds(20), false, 3, Duration.ofSeconds(60));

  /** Reads a configuration, see {@link DeployerConfig}. */
  static DeployerSettings of(Map<String, ?> properties) throws ConfigurationProblem {
    Settings settings = new Settings(properties);
    int poll = (int) DEFAULT.poll.toMillis();
    int window = (int) DEFAULT.rollbackWindow.toSeconds();
    int start = (int) DEFAULT.startBound.toSeconds();
    return new DeployerSettings(
        Duration.ofMillis(settings.number("pollMilliseconds", poll, 50, 60_000)),
        Duration.ofSeconds(settings.number("startSeconds", start, 1, 600)),
        settings.flag("allowDowngrade", DEFAULT.allowDowngrade),
        settings.number("rollbackErrors", DEFAULT.rollbackErrors, 0, 100_000),
        Duration.ofSeconds(settings.number("rollbackSeconds", window, 1, 86_400)));
  }
}
