package io.sluice.gateway.internal;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.LogicalUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices configurations of ours that nothing reads: their file's name is misspelled, or the bundle
 * is not there that would; likewise transports that logical units name. Told once each, after some
 * time in which bundles may come.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class UnclaimedConfigurations implements ConfigurationListener {
  private static final Logger LOG = LoggerFactory.getLogger(UnclaimedConfigurations.class);

  /** Framework property: how long bundles may take to come, in milliseconds. */
  private static final String GRACE = "sluice.unclaimed.milliseconds";

  private static final String OURS = "io.sluice.";
  private static final String BACKENDS = OURS + "backend.";
  private static final String FILTER = "(service.pid=" + OURS + "*)";

  private final ConfigurationAdmin admin;
  private final ServiceComponentRuntime components;
  private final LogicalUnits logicalUnits;
  private final long graceMillis;
  private ScheduledFuture<?> next;
  private final Set<String> told = new HashSet<>();
  private final Set<String> toldOfTransports = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sluice-unclaimed");
            thread.setDaemon(true);
            return thread;
          });

  @Activate
  public UnclaimedConfigurations(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference ServiceComponentRuntime components,
      @Reference LogicalUnits logicalUnits) {
    this.admin = admin;
    this.components = components;
    this.logicalUnits = logicalUnits;
    String grace = context.getProperty(GRACE);
    graceMillis = grace == null ? TimeUnit.SECONDS.toMillis(10) : Long.parseLong(grace);
    lookLater();
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_DELETED) {
      logicalUnits.unread().claimed(event.getPid());
    }
    if (event.getPid().startsWith(OURS)) {
      lookLater();
    }
  }

  /** After the last of several changes. */
  private synchronized void lookLater() {
    if (next != null) {
      next.cancel(false);
    }
    next =
        timer.isShutdown() ? null : timer.schedule(this::look, graceMillis, TimeUnit.MILLISECONDS);
  }

  @Deactivate
  synchronized void deactivate() {
    timer.shutdownNow();
  }

  private void look() {
    try {
      List<Unclaimed> all = unclaimed(claimedPids());
      all.stream()
          .filter(each -> told.add(each.pid()))
          .forEach(each -> LOG.warn("{}", each.text()));
      told.retainAll(all.stream().map(Unclaimed::pid).collect(Collectors.toSet()));
      logicalUnits.unread().unclaimed(all);
      List<String> missing = logicalUnits.missingTransports();
      missing.stream().filter(toldOfTransports::add).forEach(LOG::warn);
      toldOfTransports.retainAll(missing);
      if (!all.isEmpty() || !missing.isEmpty()) {
        lookLater(); // what reads it may come
      }
    } catch (IOException | InvalidSyntaxException | RuntimeException e) {
      LOG.error("configurations can't be looked through", e);
    }
  }

  private Set<String> claimedPids() {
    return components.getComponentDescriptionDTOs().stream()
        .filter(component -> !component.configurationPolicy.equals("ignore"))
        .flatMap(component -> Arrays.stream(component.configurationPid))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Unclaimed> unclaimed(Set<String> claimed)
      throws IOException, InvalidSyntaxException {
    Configuration[] found = admin.listConfigurations(FILTER);
    List<Unclaimed> unclaimed = new ArrayList<>();
    for (Configuration configuration : found == null ? new Configuration[0] : found) {
      String factory = configuration.getFactoryPid();
      String key = factory == null ? configuration.getPid() : factory;
      if (!claimed.contains(key)) {
        unclaimed.add(new Unclaimed(values(configuration.getProperties()), key, claimed));
      }
    }
    return unclaimed;
  }

  private static Map<String, Object> values(Dictionary<String, Object> properties) {
    Map<String, Object> values = new HashMap<>();
    Collections.list(properties.keys()).forEach(key -> values.put(key, properties.get(key)));
    return values;
  }

  /**
   * One that nothing reads.
   *
   * @param key what would have to be read: the factory PID, or the PID
   * @param claimed what is read
   */
  record Unclaimed(Map<String, Object> properties, String key, Set<String> claimed) {
    String pid() {
      return ConfigurationSource.pid(properties);
    }

    /** Of what it is to make, as far as that can be told. */
    String name() {
      return failure().name();
    }

    boolean isOfLun() {
      return nearest().equals(LogicalUnit.FACTORY_PID);
    }

    FailedConfiguration failure() {
      return new FailedConfiguration(properties, reason(), System.nanoTime());
    }

    /** For a person. */
    String text() {
      return ConfigurationSource.of(properties) + ": " + reason();
    }

    private String reason() {
      String nearest = nearest();
      String what = key.startsWith(BACKENDS) ? "backend" : "bundle";
      return "nothing here reads "
          + key
          + (nearest.isEmpty() ? ": is that misspelled? " : ". Did you mean " + nearest + "? ")
          + "Or the "
          + what
          + " that does is not there yet: put its jar into bundles/";
    }

    /** Compared without what all have in common, which would make all of them near. */
    private String nearest() {
      String common = key.startsWith(BACKENDS) ? BACKENDS : OURS;
      Stream<String> tails =
          claimed.stream()
              .filter(pid -> pid.startsWith(common))
              .map(pid -> pid.substring(common.length()));
      return NearestName.of(key.substring(common.length()), tails.toList())
          .map(common::concat)
          .orElse("");
    }
  }
}
