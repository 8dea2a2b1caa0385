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

  /** All whose factory begins so, by factory. */
  List<ConfigurationSchema> startingWith(String prefix);
}
