package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.HandlerBundles;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LayerChanges;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.path.ErrorMark;
import io.sluice.gateway.internal.store.GatewayLayers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the gateway's logical units go over from one bundle to another, those that stand on its
 * layers too.
 */
final class LunTakeover implements HandlerTakeover {
  private static final Logger LOG = LoggerFactory.getLogger(LunTakeover.class);
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final LogicalUnits logicalUnits;
  private final HandlerBundles handlerBundles;
  private final GatewayLayers layers;
  private final LayerChanges layerChanges;

  LunTakeover(
      LogicalUnits logicalUnits,
      HandlerBundles handlerBundles,
      GatewayLayers layers,
      LayerChanges layerChanges) {
    this.logicalUnits = logicalUnits;
    this.handlerBundles = handlerBundles;
    this.layers = layers;
    this.layerChanges = layerChanges;
  }

  @Override
  public void stage(Bundle bundle) {
    handlerBundles.stage(bundle.getBundleId());
  }

  @Override
  public void requireReady(Rollout.Change change, Bundle bundle, Duration bound)
      throws DeployProblem, InterruptedException {
    if (change.old().isEmpty()) {
      return;
    }
    Set<String> needed = namesInUse(change.old().get().bundle());
    awaitHandlers(needed, bundle, bound);
    List<String> problems =
        handlerBundles.problems(bundle.getBundleId(), bound).entrySet().stream()
            .filter(problem -> needed.contains(problem.getKey()))
            .map(problem -> problem.getKey() + ": " + problem.getValue())
            .toList();
    if (!problems.isEmpty()) {
      throw new DeployProblem("its handlers do not work: " + String.join("; ", problems));
    }
  }

  private Set<String> namesInUse(Bundle old) {
    return handlerBundles.handlers(old.getBundleId()).stream()
        .filter(handler -> !handler.boundBy().isEmpty())
        .map(HandlerView::name)
        .collect(Collectors.toSet());
  }

  /** Configurations and services come on threads of others. */
  private void awaitHandlers(Set<String> needed, Bundle bundle, Duration bound)
      throws DeployProblem, InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    Set<String> missing = missing(needed, bundle);
    while (!missing.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new DeployProblem(
            "it offers no handler '%s', which is in use, after %d s"
                .formatted(String.join("', '", missing), bound.toSeconds()));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
      missing = missing(needed, bundle);
    }
  }

  private Set<String> missing(Set<String> needed, Bundle bundle) {
    Set<String> missing = new TreeSet<>(needed);
    handlerBundles
        .handlers(bundle.getBundleId())
        .forEach(handler -> missing.remove(handler.name()));
    return missing;
  }

  @Override
  public void promote(Rollout.Change change, Bundle bundle) throws DeployProblem {
    if (change.old().isEmpty()) {
      handlerBundles.unstage(bundle.getBundleId());
      return;
    }
    long next = bundle.getBundleId();
    long old = change.old().get().bundle().getBundleId();
    try {
      handlerBundles.promote(next, old, change.why());
    } catch (IOException e) {
      throw new DeployProblem(e.getMessage() + whoServes(change, bundle));
    }
    try {
      moveLayers(old, change);
    } catch (IOException e) {
      goBack(next, old, e);
      throw new DeployProblem("its layers do not work: " + e.getMessage());
    }
  }

  /** Where its logical units are now: what can't leave a handler stays with it. */
  private String whoServes(Rollout.Change change, Bundle next) {
    Deployed old = change.old().orElseThrow();
    return served(lunsBoundTo(old.bundle()), old.jar()) + served(lunsBoundTo(next), change.jar());
  }

  private static String served(Set<String> luns, BundleJar jar) {
    return luns.isEmpty()
        ? ""
        : "; served by version %s: LUN %s".formatted(jar.version(), String.join(", ", luns));
  }

  /** What stands on layers of the old bundle is opened again, and then finds those of the new. */
  private void moveLayers(long old, Rollout.Change change) throws IOException {
    Set<String> above = layers.ownersOn(old);
    if (!above.isEmpty()) {
      layerChanges.reopen(above, "update of the layer below, " + change.jar());
    }
  }

  private void goBack(long next, long old, IOException reason) {
    try {
      handlerBundles.promote(old, next, "back, since " + reason.getMessage());
    } catch (IOException e) {
      LOG.error("not all LUNs went back after '{}': {}", reason.getMessage(), e.getMessage());
    }
  }

  @Override
  public Set<String> lunsBoundTo(Bundle bundle) {
    Set<String> luns = new TreeSet<>(handlerBundles.lunsBoundTo(bundle.getBundleId()));
    Set<String> above = layers.ownersOn(bundle.getBundleId());
    for (HandlerView handler : above.isEmpty() ? List.<HandlerView>of() : handlers()) {
      if (above.contains(handler.name())) {
        luns.addAll(handler.boundBy());
      }
    }
    return luns;
  }

  private List<HandlerView> handlers() {
    return logicalUnits.directory().handlerViews();
  }

  @Override
  public Map<String, ErrorMark> errors(Bundle bundle) {
    Map<String, ErrorMark> errors = new HashMap<>();
    lunsBoundTo(bundle).forEach(lun -> errors.put(lun, handlerBundles.errors(lun)));
    return errors;
  }

  @Override
  public long newErrors(String lun, ErrorMark since, Duration window) {
    return handlerBundles.newErrors(lun, since, window);
  }

  @Override
  public long newSlow(String lun, ErrorMark since, Duration window) {
    return handlerBundles.newSlow(lun, since, window);
  }

  @Override
  public boolean isStuck(String lun) {
    return handlerBundles.isStuck(lun);
  }

  @Override
  public void detach(Bundle bundle) throws DeployProblem {
    try {
      handlerBundles.detach(bundle.getBundleId());
      layerChanges.letGo(layers.ownersOn(bundle.getBundleId()), "removal of the layer below");
    } catch (IOException e) {
      throw new DeployProblem(e.getMessage());
    }
  }

  @Override
  public void forget(Bundle bundle) {
    if (bundle.getState() != Bundle.UNINSTALLED) {
      return;
    }
    handlerBundles.unstage(bundle.getBundleId());
    Set<String> outdated = layers.outdatedOwners();
    if (!outdated.isEmpty()) { // of one that failed, back to the layers before
      try {
        layerChanges.reopen(outdated, "the layer below is gone");
      } catch (IOException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }
}
