package io.sluice.gateway.internal.deploy;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.internal.HandlerBundles;
import io.sluice.gateway.internal.LayerChanges;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.store.GatewayLayers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the folder of bundles and does what a person orders, one after the other on a thread of
 * its own. Where no folder is named, by the framework property {@code sluice.bundles}, there is
 * nothing to watch.
 */
@Component(service = BundleDeployer.class, immediate = true, configurationPid = DeployerConfig.PID)
@Designate(ocd = DeployerConfig.class)
public final class BundleDeployer {
  private static final Logger LOG = LoggerFactory.getLogger(BundleDeployer.class);

  /** Framework properties: the folders of bundles, of configurations, and of what is kept. */
  private static final String BUNDLES = "sluice.bundles";

  private static final String ETC = "sluice.etc";
  private static final String VAR = "sluice.var";

  private static final long STOP_SECONDS = 30;

  private final Reports reports;
  private final Deployer deployer;
  private final Operator operator;
  private final ScheduledThreadPoolExecutor thread;
  private final JarCopies copies;
  private final AcceptedConfigurations accepted;
  private ScheduledFuture<?> watching;
  private DeployerSettings settings;

  @Activate
  public BundleDeployer(
      BundleContext context,
      @Reference LogicalUnits logicalUnits,
      @Reference HandlerBundles handlerBundles,
      @Reference GatewayLayers layers,
      @Reference LayerChanges layerChanges,
      @Reference ServiceComponentRuntime components,
      Map<String, Object> properties)
      throws IOException {
    this(
        context,
        new LunTakeover(logicalUnits, handlerBundles, layers, layerChanges),
        new Components(components),
        AcceptedConfigurations.of(context),
        properties);
  }

  private BundleDeployer(
      BundleContext context,
      HandlerTakeover takeover,
      Components components,
      AcceptedConfigurations accepted,
      Map<String, Object> properties)
      throws IOException {
    this.accepted = accepted;
    settings = settings(properties, DeployerSettings.DEFAULT);
    Path bundles = folder(context, BUNDLES);
    Path kept = folder(context, VAR).resolve("bundles");
    WatchedFolder folder = new WatchedFolder(bundles);
    copies = new JarCopies(kept);
    DeadlyJars deadly = new DeadlyJars(kept);
    Installer installer = new Installer(context);
    installer.removeLeftovers(kept);
    Inventory inventory =
        new Inventory(
            new Rollout(installer, components, takeover, deadly),
            new BundleRecords(kept),
            new Probation(takeover));
    AllowList allowList = new AllowList(folder(context, ETC).resolve("bundles.sha256"));
    JarJudge judge = new JarJudge(copies, allowList);
    Markers markers = new Markers(bundles);
    reports = new Reports(bundles.toString(), markers);
    deployer = new Deployer(folder, judge, copies, inventory, takeover, reports, deadly, settings);
    operator = new Operator(folder, judge, copies, inventory, takeover, markers, settings);
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "sluice-bundles");
              made.setDaemon(true);
              return made;
            });
    watch(settings);
  }

  private static Path folder(BundleContext context, String property) {
    String folder = context.getProperty(property);
    if (folder == null) {
      throw new IllegalStateException(
          "the framework property " + property + " is not set, so no bundles are deployed");
    }
    return Path.of(folder);
  }

  /** A mistake there must not keep the backends from being served. */
  private DeployerSettings settings(Map<String, Object> properties, DeployerSettings before) {
    AcceptedConfigurations.Taken<DeployerSettings> taken =
        accepted.take(
            new ConfigValues(properties, DeployerConfig.class),
            settings != null,
            ignoredOnce -> true,
            DeployerSettings::of);
    if (taken.problem().isEmpty()) {
      return taken.value().get();
    }
    LOG.warn("{} (what held before goes on)", taken.problem().get().getMessage());
    return taken.value().orElse(before);
  }

  private synchronized void watch(DeployerSettings settings) {
    if (watching != null) {
      watching.cancel(false);
    }
    watching =
        thread.scheduleWithFixedDelay(
            this::pass, 0, settings.poll().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Modified
  synchronized void modified(Map<String, Object> properties) {
    DeployerSettings changed = settings(properties, settings);
    settings = changed;
    thread.execute(
        () -> {
          deployer.use(changed);
          operator.use(changed);
        });
    watch(changed);
  }

  private void pass() {
    try {
      deployer.pass();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the gateway stops
    } catch (RuntimeException | Error e) {
      LOG.error("bug in the deployment of bundles", e);
    }
  }

  /** All bundles and files, as the last look at the folder has found them. */
  public List<BundleView> views() {
    return reports.views();
  }

  /** Why the folder is not used; empty when it is. */
  public String folderProblem() {
    return reports.folderProblem();
  }

  /**
   * Puts a jar into service, and into the folder.
   *
   * @param fileName its name in the folder
   * @param sha256 what the jar must be; empty where that is not said
   * @return what was done
   * @throws IOException when it is not in service; the message tells why
   */
  public String deploy(
      InputStream content, String fileName, Optional<String> sha256, boolean allowDowngrade)
      throws IOException {
    Path received;
    try {
      received = copies.receive(content);
    } catch (DeployProblem e) {
      throw new IOException(e.getMessage(), e);
    }
    try {
      return order(() -> operator.deploy(received, fileName, sha256, allowDowngrade));
    } finally {
      Files.deleteIfExists(received);
    }
  }

  /**
   * Puts the version back that was in service before.
   *
   * @param name symbolic name or file
   * @return what was done
   * @throws IOException when nothing was changed; the message tells why
   */
  public String rollBack(String name) throws IOException {
    return order(() -> operator.rollBack(name));
  }

  /**
   * Takes a bundle out of service, and its file out of the folder.
   *
   * @param name symbolic name or file
   * @param force also while logical units use it
   * @return what was done
   * @throws IOException when it is still there; the message tells why
   */
  public String remove(String name, boolean force) throws IOException {
    return order(() -> operator.remove(name, force));
  }

  private String order(Callable<String> order) throws IOException {
    try {
      Future<String> result =
          thread.submit(
              () -> {
                try {
                  return order.call();
                } finally {
                  deployer.report();
                }
              });
      return result.get();
    } catch (ExecutionException e) {
      throw new IOException(DeployProblem.reason(e.getCause()), e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IOException("the gateway stops", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; what was ordered goes on", e);
    }
  }

  /** What runs is left to the framework, which stops it after the logical units have let go. */
  @Deactivate
  void deactivate() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("a deployment does not end");
    }
  }
}
