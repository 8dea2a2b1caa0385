package io.sluice.backends.http;

import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.HandlerConfig;
import java.util.Map;

/** Judges files of this bundle. */
public final class HttpJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        "io.sluice.backend.http",
        (properties, etc) -> {
          HandlerConfig config = new HandlerConfig(properties, HttpBackendConfig.class);
          config.name();
          config.requireKnownKeys();
          HttpConfiguration.spec(config);
        },
        "io.sluice.cache.http",
        (properties, etc) -> HttpCacheSettings.of(properties));
  }
}
