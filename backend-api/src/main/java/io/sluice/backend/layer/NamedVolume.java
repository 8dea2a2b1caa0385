package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A configured volume as a service, registered beside its handler and with the same properties: the
 * volume that the URI {@code volume:NAME} refers to.
 */
@ProviderType
public interface NamedVolume extends Volume {
  /** The handler's name. */
  String name();

  /** The store that its handler currently has open for a logical unit. */
  Optional<BlockStore> servedStore();
}
