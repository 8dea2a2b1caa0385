package io.sluice.backends.overlay;

import io.sluice.backend.BlockStore;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import io.sluice.backends.overlay.OverlayVolume.ImageChange;
import io.sluice.backends.overlay.OverlayVolume.PendingChange;
import io.sluice.backends.qcow2.Qcow2Store;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Registers a handler for each {@code etc/io.sluice.backend.overlay-NAME.cfg}. */
@Component(
    immediate = true,
    service = OverlayBackend.class,
    configurationPid = "io.sluice.backend.overlay",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OverlayBackendConfig.class, factory = true)
public final class OverlayBackend {
  private final StoreLayers layers;
  private final HandlerPublisher publisher;

  // Guarded by this.
  private HandlerConfig config;
  private final Set<Path> scratch = new HashSet<>();
  private OverlayVolume volume;
  private Optional<PendingChange> pending = Optional.empty();
  private int generation;

  @Activate
  public OverlayBackend(
      BundleContext context, Map<String, Object> properties, @Reference StoreLayers layers) {
    this.layers = layers;
    publisher = new HandlerPublisher(context, "overlay");
    configure(properties);
  }

  @Modified
  synchronized void configure(Map<String, Object> properties) {
    config = new HandlerConfig(properties, OverlayBackendConfig.class);
    pending = Optional.empty();
    publisher.publish(config, this::createHandler);
  }

  @Deactivate
  synchronized void deactivate(int reason) {
    publisher.close(reason, this::endScratch);
  }

  private synchronized void endScratch() {
    scratch.forEach(ScratchFiles::end);
    scratch.clear();
  }

  private ScsiCmdHandler createHandler(HandlerConfig given) throws ConfigException {
    OverlaySpec spec = spec(given);
    config = given;
    volume =
        new OverlayVolume(
            spec,
            layers.layer(
                spec.base(),
                spec.name(),
                spec.commit() ? LayerAccess.WRITABLE : LayerAccess.READ_ONLY),
            generation,
            pending);
    if (spec.scratch() && scratch.add(spec.path())) {
      ScratchFiles.begin(spec.path());
    }
    return new BlockStoreCmdHandler(volume);
  }

  static OverlaySpec spec(HandlerConfig config) throws ConfigException {
    try {
      boolean scratch = config.flag("scratch");
      return new OverlaySpec(
          config.name(),
          new URI(config.requiredText("base")),
          Path.of(config.requiredText("path")).normalize(),
          scratch || config.flag("create"),
          scratch,
          config.flag("commit"),
          config.bytes("size"),
          config.bytes("clusterSize"),
          config.text("blockSize").isEmpty() ? 0 : config.number("blockSize"),
          config.bytes("metadataCache"));
    } catch (URISyntaxException e) {
      throw config.problem("base", config.text("base"), "is no URI: " + e.getReason());
    } catch (InvalidPathException e) {
      throw config.problem("path", config.text("path"), "is no path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw config.problem(e.getMessage());
    }
  }

  /** The handler's name; empty where the configuration is wrong. */
  synchronized String name() {
    return volume == null ? "" : volume.spec().name();
  }

  synchronized OverlayVolume volume() {
    return volume;
  }

  /** Does something that initiators do not notice, to the open image, or else to the closed one. */
  void manage(ImageChange change) throws IOException {
    OverlayVolume current = volume();
    Optional<Qcow2Store> store = current.store();
    if (store.isPresent()) {
      change.apply(store.get());
      return;
    }
    try (BlockStore opened = current.open()) {
      change.apply(current.store().orElseThrow());
    }
  }

  /**
   * Exchanges the content. A handler that does so when it is opened is registered beside the one
   * that serves; the logical unit goes over to it, and tells initiators.
   *
   * @return completed when it was done
   */
  CompletableFuture<Void> exchange(ImageChange change) throws IOException {
    if (volume().store().isEmpty()) {
      manage(change);
    }
    synchronized (this) {
      boolean serving = volume.store().isPresent();
      CompletableFuture<Void> done = new CompletableFuture<>();
      if (!serving) {
        done.complete(null);
      }
      pending = Optional.of(new PendingChange(change, done));
      generation++;
      publisher.publish(config, this::createHandler);
      return done;
    }
  }
}
