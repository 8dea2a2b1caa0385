package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.HandlerBundles;
import io.sluice.gateway.internal.HandlerView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;

/** Has the gateway's logical units go over from one bundle's handlers to another's. */
final class LunTakeover implements HandlerTakeover {
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final HandlerBundles handlerBundles;

  LunTakeover(HandlerBundles handlerBundles) {
    this.handlerBundles = handlerBundles;
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
        handlerBundles.problems(bundle.getBundleId(), bound).stream()
            .filter(problem -> needed.stream().anyMatch(name -> problem.startsWith(name + ": ")))
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
    try {
      handlerBundles.promote(bundle.getBundleId(), change.old().get().bundle().getBundleId());
    } catch (IOException e) {
      throw new DeployProblem(e.getMessage() + "; all LUNs are served by the old version");
    }
  }

  @Override
  public Set<String> lunsBoundTo(Bundle bundle) {
    return handlerBundles.lunsBoundTo(bundle.getBundleId());
  }

  @Override
  public void detach(Bundle bundle) throws DeployProblem {
    try {
      handlerBundles.detach(bundle.getBundleId());
    } catch (IOException e) {
      throw new DeployProblem(e.getMessage());
    }
  }

  @Override
  public void forget(Bundle bundle) {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      handlerBundles.unstage(bundle.getBundleId());
    }
  }
}
