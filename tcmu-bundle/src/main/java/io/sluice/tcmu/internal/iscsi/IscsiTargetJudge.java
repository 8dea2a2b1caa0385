package io.sluice.tcmu.internal.iscsi;

import io.sluice.backend.osgi.ConfigurationJudge;
import java.util.Map;

/** Judges files of the kernel's targets. */
public final class IscsiTargetJudge implements ConfigurationJudge {
  @Override
  public Map<String, Check> checks() {
    return Map.of(
        IscsiTargetComponent.FACTORY_PID,
        (properties, etc) -> {
          ConfigurationSource source = ConfigurationSource.of(properties);
          IscsiTargetConfig.read(source.file(), source.name(), properties, etc);
        });
  }
}
