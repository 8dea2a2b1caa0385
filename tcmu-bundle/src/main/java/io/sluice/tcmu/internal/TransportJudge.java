package io.sluice.tcmu.internal;

import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges the transport's file. */
public final class TransportJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(TransportConfig.PID, (properties, etc) -> TransportOptions.of(properties));
  }
}
