package io.sluice.gateway.internal.store;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.NamedVolume;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The configured volumes that others stand on, as {@code volume:NAME}. */
final class VolumeFactory implements BlockStoreFactory {
  private static final Set<String> SCHEMES = Set.of("volume");

  private final Supplier<List<NamedVolume>> volumes;

  /**
   * @param volumes those that are there now; of one name, the preferred first
   */
  VolumeFactory(Supplier<List<NamedVolume>> volumes) {
    this.volumes = volumes;
  }

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public Volume volume(URI uri, LayerAccess access) throws IOException {
    return find(uri)
        .orElseThrow(
            () ->
                new IOException(
                    "there is no volume '%s'; a file etc/io.sluice.backend.KIND-%s.cfg makes one"
                        .formatted(name(uri), name(uri))));
  }

  private Optional<NamedVolume> find(URI uri) {
    String name = name(uri);
    return volumes.get().stream().filter(volume -> volume.name().equals(name)).findFirst();
  }

  private static String name(URI uri) {
    return uri.getSchemeSpecificPart();
  }

  @Override
  public boolean isCurrent(URI uri, Volume volume) {
    return find(uri).filter(now -> now == volume).isPresent();
  }
}
