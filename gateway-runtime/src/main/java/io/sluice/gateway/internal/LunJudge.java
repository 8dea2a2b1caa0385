package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.gateway.LogicalUnit;
import java.util.Map;

/** Judges files of logical units. */
public final class LunJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    ManifestHeaders headers = ManifestHeaders.ofJars(LunJudge.class.getClassLoader());
    OptionKeys optionKeys = new OptionKeys(headers);
    TransportTraits traits = new TransportTraits(headers);
    return Map.of(
        LogicalUnit.FACTORY_PID,
        (properties, etc) -> {
          LunConfig config = LunConfig.of(properties, "any", traits);
          optionKeys.require(new ConfigValues(properties, LunMetatype.class), config.options());
        });
  }
}
