package io.sluice.backends.memory;

import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;

/** Judges files of this bundle. */
public final class MemoryJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.memory",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, MemoryBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          MemoryBackend.wanted(config);
        });
  }
}
