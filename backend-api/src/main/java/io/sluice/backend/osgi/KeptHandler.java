package io.sluice.backend.osgi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a handler service also is that may be there for the logical unit only that it serves, see
 * {@link io.sluice.backend.HandlerProperties#KEPT}.
 */
@ProviderType
public interface KeptHandler {
  /**
   * Called by the logical unit after it has closed the handler, and will not come back to it: where
   * it is kept, it is unregistered, soon and on another thread.
   */
  void letGo();
}
