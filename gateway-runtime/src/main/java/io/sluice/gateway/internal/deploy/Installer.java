package io.sluice.gateway.internal.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, resolves, starts and uninstalls bundles, and touches no others: none is ever refreshed
 * that is still installed.
 */
final class Installer {
  private static final Logger LOG = LoggerFactory.getLogger(Installer.class);

  /** Felix's: the jar is read where it is. */
  private static final String REFERENCE = "reference:";

  private static final long REFRESH_SECONDS = 30;

  private final BundleContext context;

  /** Uninstalled, and not yet freed: others may still use their packages. */
  private final Set<Bundle> goneBundles = new HashSet<>();

  Installer(BundleContext context) {
    this.context = context;
  }

  /** Uninstalls what an earlier life of the gateway has installed from a folder of copies. */
  void removeLeftovers(Path copies) {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(REFERENCE + copies.toUri())) {
        uninstall(bundle);
      }
    }
  }

  private FrameworkWiring wiring() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  /** Installs a private copy, in place, beside all other versions of the bundle. */
  Bundle install(BundleJar jar) throws DeployProblem {
    try {
      String location = REFERENCE + jar.copy().toUri();
      return context.installBundle(location);
    } catch (BundleException | IllegalArgumentException e) {
      throw new DeployProblem("the framework does not take it: " + DeployProblem.reason(e));
    }
  }

  /** Resolves all that can be, together. */
  void resolve(Collection<Bundle> bundles) {
    wiring().resolveBundles(bundles);
  }

  /** Starts a bundle. */
  void start(Bundle bundle, Duration bound) throws DeployProblem, InterruptedException {
    try {
      BoundedCall.run(
          "sluice-start " + bundle.getSymbolicName(),
          bound,
          () -> bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY),
          () -> uninstall(bundle));
    } catch (TimeoutException e) {
      throw new NeverStarted(
          "its start has not come back after %d s (%s); what it holds, only a restart of the gateway"
                  .formatted(bound.toSeconds(), e.getMessage())
              + " sets free");
    } catch (ExecutionException e) {
      throw new DeployProblem("it can't be started: " + startFailure(e.getCause()));
    }
  }

  /** The activator's own exception, where it has thrown one. */
  private static String startFailure(Throwable failure) {
    boolean isActivators = failure instanceof BundleException && failure.getCause() != null;
    return DeployProblem.reason(isActivators ? failure.getCause() : failure);
  }

  /** Stops a bundle and takes it away. One that does not stop is told of, and left. */
  void remove(Bundle bundle, Duration bound) throws InterruptedException {
    try {
      BoundedCall.run(
          "sluice-stop " + bundle.getSymbolicName(),
          bound,
          () -> uninstall(bundle),
          () -> LOG.info("{} has stopped at last", bundle));
    } catch (TimeoutException e) {
      LOG.warn(
          "{} {} does not stop ({}); only a restart of the gateway sets free what it holds",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          e.getMessage());
    } catch (ExecutionException e) {
      LOG.warn("{} could not be uninstalled", bundle, e.getCause());
    }
  }

  private void uninstall(Bundle bundle) {
    try {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        bundle.uninstall();
      }
      synchronized (goneBundles) {
        goneBundles.add(bundle);
      }
    } catch (BundleException e) {
      LOG.warn("{} could not be uninstalled: {}", bundle, e.getMessage());
    }
  }

  /**
   * Frees what is left of uninstalled bundles, all at once. One whose packages somebody still uses
   * stays until that has gone too: freeing it would restart the user.
   */
  void refresh() throws InterruptedException {
    List<Bundle> free = new ArrayList<>();
    synchronized (goneBundles) {
      for (Bundle gone : goneBundles) {
        if (wiring().getDependencyClosure(List.of(gone)).stream().allMatch(Installer::isGone)) {
          free.add(gone);
        }
      }
      free.forEach(goneBundles::remove);
    }
    if (free.isEmpty()) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    wiring().refreshBundles(free, event -> done.countDown());
    if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("the framework has not freed {} after {} s", free, REFRESH_SECONDS);
    }
  }

  private static boolean isGone(Bundle bundle) {
    return bundle.getState() == Bundle.UNINSTALLED;
  }

  /** A bundle whose start never came back: it can't be uninstalled. */
  static final class NeverStarted extends DeployProblem {
    private static final long serialVersionUID = 1L;

    NeverStarted(String message) {
      super(message);
    }
  }

  /** Those of a batch that use what others of it offer, and those others themselves. */
  Collection<Bundle> dependents(Collection<Bundle> bundles) {
    return wiring().getDependencyClosure(bundles);
  }

  /** Who offers what a bundle asks for. */
  Collection<BundleCapability> providers(BundleRequirement requirement) {
    return wiring().findProviders(requirement);
  }

  Collection<Bundle> installed() {
    return List.of(context.getBundles());
  }
}
