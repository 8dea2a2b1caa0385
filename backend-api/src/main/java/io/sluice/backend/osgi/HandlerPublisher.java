package io.sluice.backend.osgi;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the handler of one configuration and, when the configuration changes, the next handler
 * alongside it, so that a logical unit can switch to it, or back if it fails.
 *
 * <p>An earlier handler is withdrawn when it is no longer in use: at once if it is not open,
 * otherwise when a later handler serves its first command. Until then it exists only for the
 * logical unit that it serves, as {@link HandlerProperties#KEPT} says, and is not preferred to the
 * later one. The same holds for a handler in use whose configuration is gone. An unusable
 * configuration is registered too, as a handler whose {@code probe} and {@code open} throw the
 * reason, so that the reason shows where handlers are listed.
 *
 * <p>The volume of a {@link BlockStoreCmdHandler} is registered with it, as a {@link NamedVolume}
 * that other volumes can be layered on. It must refuse to be opened twice if that would do harm.
 */
public final class HandlerPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerPublisher.class);

  /** {@code ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED} (OSGi 112.18.1). */
  private static final int CONFIGURATION_DELETED = 4;

  /**
   * No warning is needed if the file comes back, or its logical unit goes too, within this time.
   */
  private static final long GRACE_SECONDS = 3;

  private final BundleContext context;
  private final String backend;
  private final AcceptedConfigurations accepted;

  /** Oldest first. */
  private final List<Publication> publications = new ArrayList<>();

  /**
   * Runs after the last handler of a removed configuration was withdrawn; null until the
   * configuration is removed.
   */
  private Runnable afterwards;

  /** The configuration that {@link #publish} was last called with. */
  private HandlerConfig published;

  /**
   * @param context the bundle context of the backend
   * @param backend the kind of backend, see {@link HandlerProperties#BACKEND}
   */
  public HandlerPublisher(BundleContext context, String backend) {
    this.context = context;
    this.backend = backend;
    accepted = AcceptedConfigurations.of(context);
  }

  /**
   * Registers the configuration's handler, the first one or the next. If only {@link
   * HandlerConfig#CREATE} was removed from the configuration, the open handler stays as it is: it
   * has already created what was to be created.
   */
  public synchronized void publish(HandlerConfig config, HandlerFactory factory) {
    HandlerConfig before = published;
    published = config;
    if (before != null && config.isWithoutCreationOf(before) && isNewestOpen()) {
      accepted.accept(config);
      return;
    }
    AcceptedConfigurations.Taken<Made> taken =
        accepted.take(
            config, !publications.isEmpty(), properties -> make(config.with(properties), factory));
    if (taken.problem().isEmpty()) {
      Made made = taken.value().get();
      register(made, config.source(), Map.of());
      String change =
          "%s has changed, and makes the handler '%s' now".formatted(config.source(), made.name());
      keepEarlier(change, OptionalInt.of(made.ranking()));
      return;
    }
    ConfigException problem = taken.problem().get();
    LOG.warn("{}", problem.getMessage());
    String inForce = problem.getMessage() + AcceptedConfigurations.IN_FORCE;
    if (taken.value().isPresent()) {
      register(taken.value().get(), config.source(), Map.of(HandlerProperties.NOTE, inForce));
      return;
    }
    register(
        new Made(nameFor(config), 0, new MisconfiguredHandler(problem)),
        config.source(),
        Map.of(HandlerProperties.PROBLEM, problem.getMessage()));
    keepEarlier(inForce, OptionalInt.empty());
  }

  /** A handler that can be registered. */
  private record Made(String name, int ranking, ScsiCmdHandler handler) {}

  private static Made make(HandlerConfig config, HandlerFactory factory) throws ConfigException {
    String name = config.name();
    config.requireKnownKeys();
    return new Made(name, config.ranking(), factory.create(config));
  }

  /**
   * The name under which a problem is reported: the name that the handler would have, if it is
   * known.
   */
  private static String nameFor(HandlerConfig config) {
    try {
      return config.name();
    } catch (ConfigException e) {
      return config.nameOfPid();
    }
  }

  private boolean isNewestOpen() {
    return !publications.isEmpty() && publications.get(publications.size() - 1).handler().isOpen();
  }

  private void register(Made made, String source, Map<String, String> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(HandlerProperties.HANDLER, made.name());
    properties.put(HandlerProperties.BACKEND, backend);
    properties.put(HandlerProperties.BACKEND_VERSION, context.getBundle().getVersion().toString());
    properties.put(Constants.SERVICE_DESCRIPTION, source);
    properties.put(HandlerProperties.SOURCE, source);
    properties.put(Constants.SERVICE_RANKING, made.ranking());
    PublishedHandler published =
        new PublishedHandler(
            made.handler(), () -> later(this::withdrawEarlier), () -> later(this::letGo));
    publications.add(Publication.register(context, published, properties));
  }

  /**
   * Keeps all handlers but the latest for the logical units that use them; withdraws those not in
   * use.
   */
  private void keepEarlier(String why, OptionalInt ranking) {
    int earlier = publications.size() - 1;
    withdraw(earlier);
    publications.subList(0, publications.size() - 1).forEach(each -> each.keep(why, ranking));
  }

  /**
   * Withdraws on a separate thread: listeners may be slow, and the caller's thread runs commands.
   */
  private static void later(Runnable withdrawal) {
    Thread thread = new Thread(withdrawal, "sluice-withdraw");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void withdrawEarlier() {
    int serving = publications.size() - 1;
    while (serving >= 0 && !publications.get(serving).handler().isOpen()) {
      serving--;
    }
    withdraw(Math.max(0, serving));
  }

  private synchronized void letGo() {
    if (afterwards == null) {
      withdrawEarlier();
    } else {
      withdrawUnused();
    }
  }

  /** Withdraws the unused handlers of a configuration that is gone. */
  private void withdrawUnused() {
    boolean any = !publications.isEmpty();
    withdraw(publications.size());
    if (any && publications.isEmpty()) {
      afterwards.run();
    }
  }

  /** Unregisters the handlers among the first {@code count} that are not open. */
  private void withdraw(int count) {
    List<Publication> earlier = publications.subList(0, count);
    List<Publication> idle = earlier.stream().filter(p -> !p.handler().isOpen()).toList();
    earlier.removeAll(idle);
    idle.forEach(Publication::withdraw);
  }

  /** Unregisters all handlers, in use or not. */
  public synchronized void close() {
    List<Publication> all = List.copyOf(publications);
    publications.clear();
    all.forEach(Publication::withdraw);
  }

  /** As {@link #close(int, Runnable)}, with nothing to do afterwards. */
  public void close(int reason) {
    close(reason, () -> {});
  }

  /**
   * For the component's {@code @Deactivate}. If the configuration is gone, a handler in use stays
   * until the logical unit that it serves releases it; whatever it needs must stay available until
   * then. In all other cases all handlers are unregistered, in use or not.
   *
   * @param reason why the component is deactivated, as passed by Declarative Services (OSGi
   *     112.5.17)
   * @param then frees what the handlers needed; called once, from any thread, when no handler is
   *     registered any more
   */
  public synchronized void close(int reason, Runnable then) {
    if (reason == CONFIGURATION_DELETED && isInUse()) {
      afterwards = then;
      withdraw(publications.size());
      publications.forEach(each -> each.keep(gone(each), OptionalInt.of(Integer.MIN_VALUE)));
      CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS).execute(this::warnOfUse);
    } else {
      close();
      then.run();
    }
  }

  private boolean isInUse() {
    return publications.stream().anyMatch(each -> each.handler().isOpen());
  }

  private static String gone(Publication publication) {
    return "%s is gone while its handler '%s' is in use, which serves on: put the file back, or lun:bind the LUN to another handler, or lun:remove it"
        .formatted(publication.source(), publication.name());
  }

  private synchronized void warnOfUse() {
    publications.forEach(each -> LOG.warn("{}", gone(each)));
  }
}
