package io.sluice.launcher;

import io.sluice.backend.osgi.AcceptedConfigurations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OSGi framework with the distribution's bundles: started, waited for, stopped. */
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** Above every bound that a part takes to drain; Declarative Services waits so long for one. */
  private static final long COMPONENT_LOCK_MILLIS = TimeUnit.SECONDS.toMillis(60);

  /** How long a stop may take before we end without it. */
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(90);

  /** How often it is looked whether a stop has begun. */
  private static final long LOOK_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final Framework framework;

  private final SystemBundles bundles;

  /** Its stop was waited for, and did not come to an end. */
  private volatile boolean isLeft;

  Gateway(Places places, Release release) throws IOException, Failure {
    this.bundles = SystemBundles.find(places.system());
    boolean unjudged = ServedBefore.unjudged(places);
    Map<String, String> properties = properties(places, release, bundles);
    properties.putAll(identity(places));
    properties.put(AcceptedConfigurations.UNJUDGED, Boolean.toString(unjudged));
    this.framework = new FrameworkFactory().newFramework(properties);
  }

  /** Starts everything and returns when the highest start level is reached. */
  void start() throws BundleException {
    framework.init();
    bundles.install(framework.getBundleContext());
    ConfigurationGuard.register(framework.getBundleContext());
    framework.start();
    notStarted().forEach(name -> LOG.error("{} did not start; see above", name));
  }

  /** Who it is, and what makes it doubtful whether another is that too. */
  private static Map<String, String> identity(Places places) throws IOException, Failure {
    String id = GatewayId.of(places);
    GatewayOrigin origin = new GatewayOrigin(places, Machine.thisOne());
    Optional<String> doubt = origin.doubt(id);
    if (doubt.isEmpty()) {
      origin.settle();
    }
    return Map.of(
        "sluice.gateway.id", id,
        "sluice.gateway.place", origin.place(),
        "sluice.gateway.doubt", doubt.orElse(""));
  }

  private static Map<String, String> properties(
      Places places, Release release, SystemBundles bundles) {
    String slf4j = ";version=\"" + release.slf4jVersion() + "\"";
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, places.framework().toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(
        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(bundles.highestLevel()));
    // Of what is deployed later; its next version is put beside it, also under one version.
    properties.put("felix.startlevel.bundle", Integer.toString(bundles.levelOf("backends")));
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    // The launcher's own logging, seen by all bundles from the first line on. A bundle made for
    // slf4j 1.7 finds its package too.
    properties.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        String.join(
            ",",
            "org.slf4j" + slf4j,
            "org.slf4j.event" + slf4j,
            "org.slf4j.helpers" + slf4j,
            "org.slf4j.spi" + slf4j,
            "org.slf4j;version=\"1.7.36\""));
    properties.put("felix.log.level", "2");
    properties.put("ds.lock.timeout.milliseconds", Long.toString(COMPONENT_LOCK_MILLIS));
    properties.put("ds.loglevel", "warn");
    properties.put("gosh.home", places.base().toString());
    properties.putAll(configurationFiles(places));
    properties.put("sluice.home", places.home().toString());
    properties.put("sluice.etc", places.etc().toString());
    properties.put("sluice.bundles", places.bundles().toString());
    properties.put("sluice.var", places.var().toString());
    properties.put("sluice.version", release.version());
    properties.put("sluice.shell.socket", places.socket().toString());
    properties.put("sluice.shell.history", places.shellHistory().toString());
    return properties;
  }

  /**
   * File Install reads {@code etc/*.cfg}, at once, and never writes there. It looks through the
   * folder, since of the file system's events, which it would watch otherwise, it drops all when
   * more than 512 come at once.
   */
  private static Map<String, String> configurationFiles(Places places) {
    return Map.ofEntries(
        Map.entry("felix.fileinstall.dir", places.etc().toString()),
        Map.entry("felix.fileinstall.tmpdir", places.temporary().toString()),
        Map.entry("felix.fileinstall.filter", ".*\\.cfg"),
        Map.entry("felix.fileinstall.subdir.mode", "skip"),
        Map.entry("felix.fileinstall.disableNio2", "true"),
        Map.entry("felix.fileinstall.poll", "500"),
        Map.entry("felix.fileinstall.noInitialDelay", "true"),
        Map.entry("felix.fileinstall.enableConfigSave", "false"),
        Map.entry("felix.fileinstall.configEncoding", "UTF-8"),
        Map.entry("felix.fileinstall.log.level", "2"));
  }

  private List<String> notStarted() {
    List<String> names = new ArrayList<>();
    for (Bundle bundle : framework.getBundleContext().getBundles()) {
      boolean library = (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0;
      if (library && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
        names.add(bundle.getSymbolicName());
      }
    }
    return names;
  }

  boolean isRunning() {
    return framework.getState() == Bundle.ACTIVE;
  }

  /**
   * Waits until somebody has stopped the gateway; an update of the framework restarts it by itself.
   * A stop that does not come to an end is left, as that by {@link #stop} is.
   *
   * @return whether all came to an end
   */
  boolean awaitStop() throws InterruptedException {
    long stopping = 0;
    while (true) {
      int type = framework.waitForStop(LOOK_MILLIS).getType();
      if (type == FrameworkEvent.STOPPED || type == FrameworkEvent.ERROR) {
        return true;
      }
      long now = System.nanoTime();
      if (framework.getState() != Bundle.STOPPING) {
        stopping = 0;
      } else if (stopping == 0) {
        stopping = now;
      } else if (now - stopping > TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS)) {
        isLeft = true;
        return false;
      }
    }
  }

  /**
   * Stops in good order: transports, then LUNs, then backends. Any thread.
   *
   * @return whether all came to an end
   */
  boolean stop() throws BundleException, InterruptedException {
    if (isLeft) {
      return true; // that was told
    }
    framework.stop();
    return framework.waitForStop(STOP_MILLIS).getType() != FrameworkEvent.WAIT_TIMEDOUT;
  }
}
