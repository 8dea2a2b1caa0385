package io.sluice.backends.file;

import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;

/** Judges files of this bundle. */
public final class FileJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.file",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, FileBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          FileBackend.spec(config);
        });
  }
}
