package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes volumes from URIs of certain schemes. A backend registers one as a service so that other
 * volumes can be layered on its own. If several handle a scheme, the service with the highest
 * {@code service.ranking} is used, then the one with the newest bundle version. Thread-safe.
 */
@ConsumerType
public interface BlockStoreFactory {
  /** The schemes that it handles, in lower case: {@code file}, {@code https} … Never changes. */
  Set<String> schemes();

  /**
   * The volume that a URI names. Touches nothing: no file, no network.
   *
   * @param uri absolute, of one of the {@link #schemes}
   * @param access {@code READ_ONLY} if nothing will ever be written through this volume: the
   *     backend then opens it so that other readers can share it, if it can do that
   * @throws IOException if the URI can't name a volume; the message tells a person why, without the
   *     parts of the URI that may be secret (user information, query)
   */
  Volume volume(URI uri, LayerAccess access) throws IOException;

  /**
   * Whether a volume that {@link #volume} returned for the URI is still what it would return now.
   * If not, the volumes layered on it are to switch to the new one.
   */
  default boolean isCurrent(URI uri, Volume volume) {
    return true;
  }
}
