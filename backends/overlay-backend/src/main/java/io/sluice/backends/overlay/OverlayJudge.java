package io.sluice.backends.overlay;

import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;

/** Judges files of this bundle. */
public final class OverlayJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.overlay",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, OverlayBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          OverlayBackend.spec(config);
        });
  }
}
