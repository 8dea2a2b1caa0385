package io.sluice.gateway.internal.deploy;

import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges the file of the bundles folder. */
public final class DeployerJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(DeployerConfig.PID, (properties, etc) -> DeployerSettings.of(properties));
  }
}
