package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A configured volume as a service, registered beside its handler and with the same properties:
 * what the URI {@code volume:NAME} finds.
 */
@ProviderType
public interface NamedVolume extends Volume {
  /** The handler's name. */
  String name();

  /** The store that its handler has open now, for a logical unit. */
  Optional<BlockStore> servedStore();
}
