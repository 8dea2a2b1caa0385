package io.sluice.backend.osgi;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.layer.NamedVolume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the handler of one configuration, and, when the configuration changes, the next one
 * beside it, so that a logical unit can go over to it, or come back if it fails.
 *
 * <p>An earlier handler is withdrawn when it is not in use: at once where it is not open, else when
 * a later one serves its first command. Of two with one name, logical units prefer the later. A
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

  /** What {@link #publish} was last called with. */
  private HandlerConfig published;

  /** What is registered for one configuration: the handler, and the volume of one that has one. */
  private record Publication(PublishedHandler handler, List<ServiceRegistration<?>> registrations) {
    void withdraw() {
      registrations.forEach(ServiceRegistration::unregister);
    }
  }

  /**
   * @param context of the backend's bundle
   * @param backend the kind of backend, see {@link HandlerProperties#BACKEND}
   */
  public HandlerPublisher(BundleContext context, String backend) {
    this.context = context;
    this.backend = backend;
  }

  /**
   * Registers the configuration's handler, the first one or the next. Where only {@link
   * HandlerConfig#CREATE} was taken out of it, the handler that is open stays the one that there
   * is: it has made what was to be made.
   */
  public synchronized void publish(HandlerConfig config, HandlerFactory factory) {
    HandlerConfig before = published;
    published = config;
    if (before != null && config.isWithoutCreationOf(before) && isNewestOpen()) {
      return;
    }
    String name = config.nameOfPid();
    try {
      name = config.name();
      config.requireKnownKeys();
      int ranking = config.ranking();
      register(name, ranking, config.source(), factory.create(config), Map.of());
    } catch (ConfigException e) {
      LOG.warn("{}", e.getMessage());
      Map<String, String> problem = Map.of(HandlerProperties.PROBLEM, e.getMessage());
      register(name, 0, config.source(), new MisconfiguredHandler(e), problem);
    }
    withdraw(publications.size() - 1);
  }

  private boolean isNewestOpen() {
    return !publications.isEmpty() && publications.get(publications.size() - 1).handler.isOpen();
  }

  private void register(
      String name, int ranking, String source, ScsiCmdHandler handler, Map<String, String> more) {
    PublishedHandler published = new PublishedHandler(handler, this::scheduleWithdrawal);
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(HandlerProperties.HANDLER, name);
    properties.put(HandlerProperties.BACKEND, backend);
    properties.put(HandlerProperties.BACKEND_VERSION, context.getBundle().getVersion().toString());
    properties.put(Constants.SERVICE_DESCRIPTION, source);
    properties.put(Constants.SERVICE_RANKING, ranking);
    List<ServiceRegistration<?>> registrations = new ArrayList<>();
    if (handler instanceof BlockStoreCmdHandler disk) {
      registrations.add(
          context.registerService(
              NamedVolume.class,
              new PublishedVolume(name, disk),
              FrameworkUtil.asDictionary(properties)));
    }
    registrations.add(
        context.registerService(
            ScsiCmdHandler.class, published, FrameworkUtil.asDictionary(properties)));
    publications.add(new Publication(published, registrations));
  }

  /** On a thread of its own: listeners take their time, and this runs where commands do. */
  private void scheduleWithdrawal() {
    Thread thread = new Thread(this::withdrawEarlier, "sluice-withdraw");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void withdrawEarlier() {
    int serving = publications.size() - 1;
    while (serving >= 0 && !publications.get(serving).handler.isOpen()) {
      serving--;
    }
    withdraw(Math.max(0, serving));
  }

  /** Unregisters those of the first {@code count} that are not open. */
  private void withdraw(int count) {
    List<Publication> earlier = publications.subList(0, count);
    List<Publication> idle = earlier.stream().filter(p -> !p.handler.isOpen()).toList();
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
