package io.sluice.backends.image;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Registers a handler for each {@code etc/io.sluice.backend.image-NAME.cfg}. */
@Component(
    service = {},
    configurationPid = "io.sluice.backend.image",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ImageBackendConfig.class, factory = true)
public final class ImageBackend {
  private final StoreLayers layers;
  private final ImageCacheService caches;
  private final HandlerPublisher publisher;

  @Activate
  public ImageBackend(
      BundleContext context,
      Map<String, Object> properties,
      @Reference StoreLayers layers,
      @Reference ImageCacheService caches) {
    this.layers = layers;
    this.caches = caches;
    publisher = new HandlerPublisher(context, "image");
    configure(properties);
  }

  @Modified
  void configure(Map<String, Object> properties) {
    publisher.publish(new HandlerConfig(properties, ImageBackendConfig.class), this::createHandler);
  }

  @Deactivate
  void deactivate(int reason) {
    publisher.close(reason);
  }

  private ScsiCmdHandler createHandler(HandlerConfig config) throws ConfigException {
    return new BlockStoreCmdHandler(ImageFormat.of(config).volume(config, layers, caches.caches()));
  }
}
