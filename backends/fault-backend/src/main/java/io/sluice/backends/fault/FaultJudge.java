package io.sluice.backends.fault;

import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;

/** Judges files of this bundle. */
public final class FaultJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.fault",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, FaultBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          FaultBackend.require(config);
        });
  }
}
