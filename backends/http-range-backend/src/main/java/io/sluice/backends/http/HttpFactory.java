package io.sluice.backends.http;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Urls;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Files on servers that others stand on, as {@code https://example.org/base.img}. What needs more
 * than an URL to be had is configured as a volume, and named as {@code volume:NAME}.
 *
 * <p>{@code #coding=gzip} behind the URL says that the file is wanted as it is stored where the
 * server answers with that content coding. No server sees what is behind the #.
 */
@Component
public final class HttpFactory implements BlockStoreFactory {
  private static final String CODING = "coding=";
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
      String fragment = uri.getFragment();
      if (fragment == null || !fragment.startsWith(CODING)) {
        return new HttpVolume(HttpSpec.of(uri), caches);
      }
      Set<String> codings = Set.of(fragment.substring(CODING.length()));
      HttpSpec spec = HttpSpec.of(Urls.withoutFragment(uri));
      return new HttpVolume(spec.withAccess(Access.PLAIN.withCodings(codings)), caches);
    } catch (IllegalArgumentException e) {
      throw new IOException("the URL of a layer " + e.getMessage(), e);
    }
  }
}
