package io.sluice.backends.http;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Registers a handler for each {@code etc/io.sluice.backend.http-NAME.cfg}. */
@Component(
    service = {},
    configurationPid = "io.sluice.backend.http",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HttpBackendConfig.class, factory = true)
public final class HttpBackend {
  private final BundleContext context;
  private final HttpCaches caches;
  private final HandlerPublisher publisher;

  @Activate
  public HttpBackend(
      BundleContext context, Map<String, Object> properties, @Reference HttpCacheService caches) {
    this.context = context;
    this.caches = caches.caches();
    publisher = new HandlerPublisher(context, "http");
    configure(properties);
  }

  @Modified
  void configure(Map<String, Object> properties) {
    publisher.publish(new HandlerConfig(properties, HttpBackendConfig.class), this::createHandler);
  }

  @Deactivate
  void deactivate(int reason) {
    // The caches end with their last user, which a handler is that outlives its component.
    ServiceReference<HttpCacheService> used = context.getServiceReference(HttpCacheService.class);
    if (used == null || context.getService(used) == null) { // the bundle stops
      publisher.close(reason);
    } else {
      publisher.close(reason, () -> context.ungetService(used));
    }
  }

  private ScsiCmdHandler createHandler(HandlerConfig config) throws ConfigException {
    return new BlockStoreCmdHandler(new HttpVolume(HttpConfiguration.spec(config), caches));
  }
}
