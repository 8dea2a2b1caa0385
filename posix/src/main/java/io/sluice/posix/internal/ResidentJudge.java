package io.sluice.posix.internal;

import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges the process' file. */
public final class ResidentJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of("io.sluice.posix", (properties, etc) -> ResidentProcess.Settings.of(properties));
  }
}
