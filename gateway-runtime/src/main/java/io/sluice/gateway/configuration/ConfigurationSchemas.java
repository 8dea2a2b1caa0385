package io.sluice.gateway.configuration;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The settings of the installed bundles, as Metatype describes them. A service. All methods may be
 * called from any thread.
 */
@ProviderType
public interface ConfigurationSchemas {
  /** The schema of a factory's configurations; if several bundles have one, that of the newest. */
  Optional<ConfigurationSchema> of(String factoryPid);

  /**
   * The backends of all bundles, third-party ones included, ordered by kind. A backend is known by
   * the property {@link io.sluice.backend.HandlerProperties#BACKEND} of the component that makes
   * handlers, by existing handlers, or by a factory PID that begins with {@code
   * io.sluice.backend.}.
   */
  List<BackendSchema> backends();
}
