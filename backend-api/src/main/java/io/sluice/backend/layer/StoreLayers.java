package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.net.URI;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a volume gets the volume below it: a service of the gateway, and {@link SharedLayers} in a
 * plain program. Thread-safe.
 */
@ProviderType
public interface StoreLayers {
  /**
   * The volume below, to be probed and opened as any other. Touches nothing, and may be called
   * before there is a factory for the URI: that is looked for at each {@code probe} and {@code
   * open}, which throw an {@link java.io.IOException} that tells a person what is missing, or that
   * the layers would go round in a circle.
   *
   * <p>{@code open} gives a lease, which is let go of by {@code close} of the store that it gave.
   * Of all read-only leases on one URI there is one open store, closed with the last of them; what
   * they give is read-only whatever the store is. A writable lease is refused beside any other, and
   * any other beside it. Where the store is an {@link io.sluice.backend.AsyncBlockStore}, so is the
   * lease.
   *
   * <p>A volume probes its layers within its own {@code probe}, opens them within its own {@code
   * open}, on the same thread, and closes them within its store's {@code close}.
   *
   * @param below absolute, such as {@code file:/images/base.img}, {@code
   *     https://example.org/base.img} or {@code volume:base}, which is the configured volume of
   *     that handler name
   * @param owner handler name of the volume that stands on it
   * @throws IllegalArgumentException when the URI has no scheme
   */
  Volume layer(URI below, String owner, LayerAccess access);

  /** The layers that are open now, in the order of their opening. */
  List<OpenLayer> openLayers();
}
