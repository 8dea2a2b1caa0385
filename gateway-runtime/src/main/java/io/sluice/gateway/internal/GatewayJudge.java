package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges the file of the gateway as a whole. */
public final class GatewayJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(GatewayIdentity.PID, (properties, etc) -> GatewayIdentity.adopt(properties));
  }
}
