package io.sluice.gateway.internal.store;

import io.sluice.gateway.internal.LayerChanges;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the configuration of a volume changes that others stand on, has these go over to it, through
 * the gates of their logical units.
 */
@Component(
    service = {},
    immediate = true)
public final class ChangedLayers {
  private static final Logger LOG = LoggerFactory.getLogger(ChangedLayers.class);

  private final GatewayLayers layers;
  private final LayerChanges luns;

  /** Configurations change on threads that must not wait. */
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "sluice-layers");
            thread.setDaemon(true);
            return thread;
          });

  @Activate
  public ChangedLayers(@Reference GatewayLayers layers, @Reference LayerChanges luns) {
    this.layers = layers;
    this.luns = luns;
    layers.onChange(name -> worker.execute(() -> takeUp(name)));
    layers.onLoss(ChangedLayers::tellLoss);
  }

  /** What is open goes on; it is no more than that. */
  private static void tellLoss(String name, Set<String> above) {
    LOG.warn(
        "the volume '{}' is gone while {} stands on it, which goes on with what it has open: put its file back, since the next start misses it",
        name,
        String.join(", ", above));
  }

  private void takeUp(String name) {
    Set<String> above = layers.outdatedOwners();
    if (above.isEmpty()) {
      return;
    }
    try {
      luns.reopen(above, "changed configuration of the layer " + name);
    } catch (IOException e) {
      LOG.warn("not all that stands on '{}' has taken up its change: {}", name, e.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    layers.onChange(name -> {});
    layers.onLoss((name, above) -> {});
    worker.shutdown();
  }
}
