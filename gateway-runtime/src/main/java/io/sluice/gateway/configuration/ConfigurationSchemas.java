package io.sluice.gateway.configuration;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the installed bundles let be configured, as Metatype describes it. A service. Any thread.
 */
@ProviderType
public interface ConfigurationSchemas {
  /** The schema of a factory's configurations; of several bundles that have it, the newest's. */
  Optional<ConfigurationSchema> of(String factoryPid);

  /**
   * The backends of which bundles tell, whoever made them: by the property {@link
   * io.sluice.backend.HandlerProperties#BACKEND} of the component that makes handlers, by handlers
   * that are there, or by a factory PID that begins with {@code io.sluice.backend.}. By kind.
   */
  List<BackendSchema> backends();
}
