package io.sluice.backend.osgi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Also implemented by a handler service that may be kept only for the logical unit that it serves;
 * see {@link io.sluice.backend.HandlerProperties#KEPT}.
 */
@ProviderType
public interface KeptHandler {
  /**
   * Called by the logical unit when it has closed the handler and will not use it again. If the
   * handler is being kept, it is soon unregistered, on another thread.
   */
  void letGo();
}
