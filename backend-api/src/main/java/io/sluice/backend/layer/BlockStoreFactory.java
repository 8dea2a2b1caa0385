package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes volumes from URIs of some schemes: what a backend registers as a service so that other
 * volumes can stand on its own. Of two for one scheme, the service with the highest {@code
 * service.ranking}, then of the newest bundle version, is asked. Thread-safe.
 */
@ConsumerType
public interface BlockStoreFactory {
  /** The schemes that it knows, in lower case: {@code file}, {@code https} … Always the same. */
  Set<String> schemes();

  /**
   * The volume that a URI names. Touches nothing: no file, no network.
   *
   * @param uri absolute, of one of the {@link #schemes}
   * @param access {@code READ_ONLY} when it will never be written through this volume: then it is
   *     opened so that other readers are let in, where the backend can do that
   * @throws IOException when the URI can't be one of a volume; the message tells a person why,
   *     without what may be secret in it (user information, query)
   */
  Volume volume(URI uri, LayerAccess access) throws IOException;

  /**
   * Whether a volume that {@link #volume} gave for the URI is what it would give now. Where it is
   * not, those that stand on it are to change over.
   */
  default boolean isCurrent(URI uri, Volume volume) {
    return true;
  }
}
