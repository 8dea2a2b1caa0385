package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the volumes that it was given. */
public final class TestFactory implements BlockStoreFactory {
  private final String scheme;
  private final Map<URI, Volume> volumes = new ConcurrentHashMap<>();

  public TestFactory(String scheme) {
    this.scheme = scheme;
  }

  /** From now on, {@code scheme:name} is this volume. */
  public TestFactory with(String name, Volume volume) {
    volumes.put(URI.create(scheme + ":" + name), volume);
    return this;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(scheme);
  }

  @Override
  public Volume volume(URI uri, LayerAccess access) throws IOException {
    Volume volume = volumes.get(uri);
    if (volume == null) {
      throw new IOException("there is no such volume");
    }
    return volume;
  }

  @Override
  public boolean isCurrent(URI uri, Volume volume) {
    return volumes.get(uri) == volume;
  }
}
