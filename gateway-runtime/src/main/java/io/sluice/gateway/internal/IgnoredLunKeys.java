package io.sluice.gateway.internal;

import io.sluice.backend.osgi.AcceptedConfigurations;
import java.util.Set;

/**
 * Keys of logical units that version 0.1.0 ignored. None was to keep somebody out, which a logical
 * unit does not.
 *
 * @param transports that export it, whose options were known even then
 */
record IgnoredLunKeys(Set<String> transports) implements AcceptedConfigurations.Ignored {
  @Override
  public boolean isHarmless(String key) {
    return true;
  }

  @Override
  public boolean knew(String key) {
    return transports.contains(LunConfig.scope(key));
  }
}
