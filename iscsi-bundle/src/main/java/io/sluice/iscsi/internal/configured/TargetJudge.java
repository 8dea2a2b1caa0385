package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges files of targets. */
public final class TargetJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        TargetComponent.FACTORY_PID,
        (properties, etc) ->
            TargetConfig.read(
                new ConfigValues(properties, TargetMetatype.class).nameOfPid(), properties, etc));
  }
}
