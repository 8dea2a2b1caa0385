package io.sluice.gateway.osgi.jar;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import io.sluice.gateway.osgi.shared.SharedDisks;
import java.net.URI;
import java.util.Map;
import org.osgi.framework.BundleContext;

/**
 * Makes a writable disk of each configuration: one in the heap, or one that stands on another. Its
 * component is described by {@code HeapJar}.
 */
public final class HeapBackend {
  /** The keys of the configuration. */
  @interface Config {
    /** Name of the handler. */
    String name() default "";

    /** What it stands on, as a URI; empty for a disk of its own. */
    String below() default "";
  }

  private final HandlerPublisher publisher;
  private final StoreLayers layers;

  public HeapBackend(BundleContext context, Map<String, ?> properties, StoreLayers layers) {
    this.layers = layers;
    publisher = new HandlerPublisher(context, "heap");
    publish(properties);
  }

  public void publish(Map<String, ?> properties) {
    publisher.publish(
        new HandlerConfig(properties, Config.class),
        config -> new BlockStoreCmdHandler(volume(config)));
  }

  private Volume volume(HandlerConfig config) throws ConfigException {
    String below = config.text("below");
    return below.isEmpty()
        ? SharedDisks.disk(config.name())
        : layers.layer(URI.create(below), config.name(), LayerAccess.WRITABLE);
  }

  public void close(int reason) {
    publisher.close(reason);
  }
}
