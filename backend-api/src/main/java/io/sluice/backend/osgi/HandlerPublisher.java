package io.sluice.backend.osgi;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the handler of one configuration, and, when the configuration changes, the next one
 * beside it, so that a logical unit can go over to it, or come back if it fails.
 *
 * <p>An earlier handler is withdrawn when it is not in use: at once where it is not open, else when
 * a later one serves its first command. Until then it is there for the logical unit only that it
 * serves, as {@link HandlerProperties#KEPT} tells, and is not preferred to the later one. A
 * configuration that can't be used is registered too: as a handler whose {@code probe} and {@code
 * open} throw the reason, which so is seen where handlers are listed.
 *
 * <p>The volume of a {@link BlockStoreCmdHandler} is registered beside it, as a {@link NamedVolume}
 * that others can stand on. It must refuse to be opened twice where that would do harm.
 */
public final class HandlerPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerPublisher.class);

  private final BundleContext context;
  private final String backend;

  /** Oldest first. */
  private final List<Publication> publications = new ArrayList<>();

  /**
   * @param context of the backend's bundle
   * @param backend the kind of backend, see {@link HandlerProperties#BACKEND}
   */
  public HandlerPublisher(BundleContext context, String backend) {
    this.context = context;
    this.backend = backend;
  }

  /** Registers the configuration's handler, the first one or the next. */
  public synchronized void publish(HandlerConfig config, HandlerFactory factory) {
    String name = config.nameOfPid();
    try {
      name = config.name();
      config.requireKnownKeys();
      int ranking = config.ranking();
      register(name, ranking, config.source(), factory.create(config), Map.of());
      String change =
          "%s has changed, and makes the handler '%s' now".formatted(config.source(), name);
      keepEarlier(change, OptionalInt.of(ranking));
    } catch (ConfigException e) {
      LOG.warn("{}", e.getMessage());
      Map<String, String> problem = Map.of(HandlerProperties.PROBLEM, e.getMessage());
      register(name, 0, config.source(), new MisconfiguredHandler(e), problem);
      keepEarlier(e.getMessage() + " (it serves on as configured before)", OptionalInt.empty());
    }
  }

  private void register(
      String name, int ranking, String source, ScsiCmdHandler handler, Map<String, String> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(HandlerProperties.HANDLER, name);
    properties.put(HandlerProperties.BACKEND, backend);
    properties.put(HandlerProperties.BACKEND_VERSION, context.getBundle().getVersion().toString());
    properties.put(Constants.SERVICE_DESCRIPTION, source);
    properties.put(Constants.SERVICE_RANKING, ranking);
    PublishedHandler published = new PublishedHandler(handler, this::scheduleWithdrawal);
    publications.add(Publication.register(context, name, published, properties));
  }

  /** All but the latest: those in use are kept for who uses them, the others are withdrawn. */
  private void keepEarlier(String why, OptionalInt ranking) {
    int earlier = publications.size() - 1;
    withdraw(earlier);
    publications.subList(0, publications.size() - 1).forEach(each -> each.keep(why, ranking));
  }

  /** On a thread of its own: listeners take their time, and this runs where commands do. */
  private void scheduleWithdrawal() {
    Thread thread = new Thread(this::withdrawEarlier, "sluice-withdraw");
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

  /** Unregisters those of the first {@code count} that are not open. */
  private void withdraw(int count) {
    List<Publication> earlier = publications.subList(0, count);
    List<Publication> idle = earlier.stream().filter(p -> !p.handler().isOpen()).toList();
    earlier.removeAll(idle);
    idle.forEach(Publication::withdraw);
  }

  /** Unregisters all of them, in use or not. */
  public synchronized void close() {
    List<Publication> all = List.copyOf(publications);
    publications.clear();
    all.forEach(Publication::withdraw);
  }
}
