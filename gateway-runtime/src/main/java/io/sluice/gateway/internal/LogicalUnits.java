package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.LunControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logical units of the gateway: makes them from their configurations, registers them as
 * services, tells them which handlers there are, and removes them.
 *
 * <p>Configurations come and go on threads of Configuration Admin and Declarative Services, which
 * must not be held up: what follows from them is done one after another on a thread of our own.
 */
@Component(service = LogicalUnits.class, immediate = true)
public final class LogicalUnits {
  private static final Logger LOG = LoggerFactory.getLogger(LogicalUnits.class);

  /** On top of draining, for somebody else's stop that waits for it. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** How often it is looked for commands that take long. */
  private static final Duration SLOW_LOOK = Duration.ofSeconds(1);

  /** For a change of configuration that is under way when the gateway stops. */
  private static final Duration CHANGE_BOUND = Duration.ofSeconds(15);

  /** Framework property: the folder of what the gateway keeps. */
  private static final String VAR = "sluice.var";

  /** Framework property: the folder of configurations. */
  private static final String ETC = "sluice.etc";

  private final LunServices services;
  private final String var;
  private final String etc;
  private final IoThreads ioThreads = new IoThreads();
  private final Candidates candidates = new Candidates();
  private final Exports exports = new Exports();
  private final Map<String, Lun> luns = new ConcurrentSkipListMap<>();
  private final UnreadConfigurations unread = new UnreadConfigurations();
  private final LunConfigurations configurations;
  private final LunDirectory directory;

  private final ExecutorService changes =
      Executors.newSingleThreadExecutor(task -> daemon(task, "sluice-configuration"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "sluice-hold-timer"));

  @Activate
  public LogicalUnits(BundleContext context, @Reference GatewayIdentity identity) {
    services = new LunServices(context);
    var = context.getProperty(VAR);
    etc = context.getProperty(ETC);
    configurations =
        new LunConfigurations(
            AcceptedConfigurations.of(context),
            ManifestHeaders.ofBundles(context),
            identity,
            luns,
            this::create);
    directory = new LunDirectory(this, identity);
    identity.whenSettled(() -> changes.execute(configurations::applyFailed));
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            this::lookForSlow, SLOW_LOOK.toNanos(), SLOW_LOOK.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void lookForSlow() {
    for (Lun lun : luns.values()) {
      try {
        lun.slow().look();
      } catch (RuntimeException e) { // the next look is not to fail with this one
        LOG.error("{}: its commands can't be looked at", lun, e);
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addHandler(ServiceReference<ScsiCmdHandler> reference, ScsiCmdHandler handler) {
    Candidate candidate = Candidate.of(reference, handler);
    candidates.put(candidate);
    tellOf(candidate);
  }

  void updatedHandler(ServiceReference<ScsiCmdHandler> reference, ScsiCmdHandler handler) {
    Candidate candidate = Candidate.of(reference, handler);
    candidates.put(candidate);
    if (!candidate.kept().isEmpty() && !candidates.claims().isHeld(candidate)) {
      candidate.letGo(); // kept for one that has just let go of it
    }
    luns.values().forEach(lun -> lun.control().candidatesChanged());
  }

  /** Returns when no logical unit uses the handler any more, or its commands do not come back. */
  void removeHandler(ServiceReference<ScsiCmdHandler> reference, ScsiCmdHandler handler)
      throws InterruptedException {
    Candidate candidate = Candidate.of(reference, handler);
    candidates.remove(candidate);
    tellOf(candidate);
    for (Lun lun : luns.values()) {
      if (!lun.control().awaitReleased(candidate, releaseBound(lun))) {
        LOG.error("{}: handler '{}' goes while it is in use", lun, candidate.name());
      }
    }
  }

  static Duration releaseBound(Lun lun) {
    return lun.config().drain().plus(CLOSING);
  }

  private void tellOf(Candidate candidate) {
    luns.values().stream()
        .map(Lun::control)
        .filter(control -> concerns(candidate, control))
        .forEach(LunControl::candidatesChanged);
  }

  private static boolean concerns(Candidate candidate, LunControl control) {
    return control.handlerName().equals(candidate.name())
        || control.bound().filter(candidate::isSameService).isPresent();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addTransport(Transport transport) {
    exports.add(transport);
  }

  void removeTransport(Transport transport) {
    exports.remove(transport);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      target = "(" + IoThreads.PROPERTY + "=io)")
  void setThreadFactory(ThreadFactory factory) {
    ioThreads.use(factory);
  }

  void unsetThreadFactory(ThreadFactory factory) {
    ioThreads.stopUsing(factory);
  }

  /** Takes up a new or changed configuration, soon. */
  void configure(Map<String, Object> properties) {
    Map<String, Object> copy = Map.copyOf(properties);
    changes.execute(() -> configurations.apply(copy));
  }

  /** Takes up that a configuration is gone, soon. */
  void vanished(String pid) {
    changes.execute(() -> forget(pid));
  }

  private void create(LunConfig config) {
    LunState state =
        LunState.of(config.name(), var == null ? null : Path.of(var), this::isConfigured);
    Lun lun = new Lun(config, candidates, ioThreads, timer, state);
    luns.put(lun.name(), lun);
    lun.control().start();
    services.register(lun);
  }

  private boolean isConfigured(String file) {
    return etc != null && Files.exists(Path.of(etc).resolve(file));
  }

  private void forget(String pid) {
    configurations.forget(pid).ifPresent(this::endUnlessInUse);
  }

  private void endUnlessInUse(Lun lun) {
    try {
      exports.end(List.of(lun), false);
      dispose(lun);
    } catch (IOException e) {
      lun.orphan();
      LOG.warn("{}: {} ({})", lun, lun.configurationNote(), e.getMessage());
    }
  }

  /**
   * Ends the exports of a logical unit, and the logical unit; or takes away what an earlier gateway
   * left of that name. Its configuration is the caller's to delete, in {@code between}, which is
   * called when nothing exports it any more.
   *
   * @throws IOException when it is in use and not forced, and nothing has changed then; when an
   *     export can't be ended; when its handler does not let go. The message tells which
   */
  public void remove(String name, boolean force, ConfigurationDeletion between) throws IOException {
    await(
        changes.submit(
            () -> {
              Lun lun = luns.get(name);
              if (lun != null) {
                exports.end(List.of(lun), force);
              } else {
                exports.endLeft(name::equals, force);
              }
              between.delete();
              if (lun != null) {
                dispose(lun);
              }
              return null;
            }),
        name + " is removed");
  }

  /**
   * Ends the exports of all logical units, and of those that were left by earlier gateways; keeps
   * all else. Followed by the gateway's end: what is configured is exported again by the next one.
   *
   * @throws IOException when one of them is in use and not forced, and nothing has changed then;
   *     when an export can't be ended. The message tells which
   */
  public void endExports(boolean force) throws IOException {
    await(
        changes.submit(
            () -> {
              exports.end(luns.values(), force);
              exports.endLeft(name -> !luns.containsKey(name), force);
              return null;
            }),
        "all exports are ended");
  }

  private static void await(Future<Void> change, String what) throws IOException {
    try {
      change.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + what, e);
    }
  }

  /** Deletes a configuration. */
  @FunctionalInterface
  public interface ConfigurationDeletion {
    void delete() throws IOException;
  }

  private void dispose(Lun lun) throws IOException {
    services.unregister(lun);
    lun.control().beginStop();
    if (!awaitStopped(lun)) {
      throw new IOException(lun.control().status().reason());
    }
    lun.state().delete();
    luns.remove(lun.name());
    luns.values().stream()
        .filter(other -> other.control().handlerName().equals(lun.control().handlerName()))
        .forEach(other -> other.control().candidatesChanged()); // its handler may be had now
    configurations.gone(lun); // some may have been refused for its name or WWN
  }

  /** Returns whether its handler was let go of, in time. */
  private static boolean awaitStopped(Lun lun) {
    boolean stopped = false;
    try {
      stopped = lun.control().awaitStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lun.shut();
    return stopped;
  }

  Collection<Lun> luns() {
    return luns.values();
  }

  Optional<Lun> find(String name) {
    return Optional.ofNullable(luns.get(name));
  }

  List<Transport> transports() {
    return exports.transports();
  }

  /** What is wrong with those that logical units name, for a person. */
  List<String> missingTransports() {
    return exports.missing(luns.values());
  }

  Candidates candidates() {
    return candidates;
  }

  List<Candidate> handlers() {
    return candidates.all();
  }

  /** What there is, for those who ask and show. */
  public LunDirectory directory() {
    return directory;
  }

  /** Where it is told what came of configurations that never came. */
  public UnreadConfigurations unread() {
    return unread;
  }

  /** Where the units' configurations are kept; for the directory. */
  LunConfigurations configurations() {
    return configurations;
  }

  /** Lets go of everything; exports stay, for the next gateway. */
  @Deactivate
  void deactivate() throws InterruptedException {
    changes.shutdown();
    if (!changes.awaitTermination(CHANGE_BOUND.toSeconds(), TimeUnit.SECONDS)) {
      LOG.error("a change of configuration does not end");
    }
    luns.values().forEach(services::unregister);
    new LunShutdown(luns.values()).run();
    timer.shutdown();
    ioThreads.close();
  }
}
