package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.net.URI;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Gives a volume the volume below it: a service of the gateway, or {@link SharedLayers} in a plain
 * program. Thread-safe.
 */
@ProviderType
public interface StoreLayers {
  /**
   * The volume below, to be probed and opened like any other. Touches nothing, and may be called
   * before there is a factory for the URI: each {@code probe} and {@code open} looks for the
   * factory, and throws an {@link java.io.IOException} that tells a person what is missing, or that
   * the layers would form a cycle.
   *
   * <p>{@code open} returns a leased store; its {@code close} ends the lease. All read-only leases
   * on one URI share one open store, which is closed with the last of them; the leased store is
   * read-only even if the shared store is not. A writable lease is exclusive: it is refused while
   * any other lease exists, and any other is refused while it exists. If the store is an {@link
   * io.sluice.backend.AsyncBlockStore}, so is the leased store.
   *
   * <p>A volume probes its layers within its own {@code probe}, opens them within its own {@code
   * open}, on the same thread, and closes them within its store's {@code close}.
   *
   * @param below absolute, such as {@code file:/images/base.img}, {@code
   *     https://example.org/base.img} or {@code volume:base}, the configured volume of the handler
   *     with that name
   * @param owner handler name of the volume that uses the layer
   * @throws IllegalArgumentException if the URI has no scheme
   */
  Volume layer(URI below, String owner, LayerAccess access);

  /** The layers that are open now, in the order in which they were opened. */
  List<OpenLayer> openLayers();
}
