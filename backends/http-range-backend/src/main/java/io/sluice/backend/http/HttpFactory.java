package io.sluice.backend.http;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Files on servers that others stand on, as {@code https://example.org/base.img}. What needs more
 * than an URL to be had is configured as a volume, and named as {@code volume:NAME}.
 */
@Component
public final class HttpFactory implements BlockStoreFactory {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final HttpCaches caches;

  @Activate
  public HttpFactory(@Reference HttpCacheService service) {
    this(service.caches());
  }

  HttpFactory(HttpCaches caches) {
    this.caches = caches;
  }

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public Volume volume(URI uri, LayerAccess access) throws IOException {
    try {
      return new HttpVolume(HttpSpec.of(uri), caches);
    } catch (IllegalArgumentException e) {
      throw new IOException("the URL of a layer " + e.getMessage(), e);
    }
  }
}
