package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.UnclaimedConfigurations.Unclaimed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
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

  private final AcceptedConfigurations accepted;
  private final OptionKeys optionKeys;
  private final LunServices services;
  private final String var;
  private final GatewayIdentity identity;
  private final IoThreads ioThreads = new IoThreads();
  private final Candidates candidates = new Candidates();
  private final Exports exports = new Exports();
  private final Map<String, Lun> luns = new ConcurrentSkipListMap<>();
  private final Map<String, FailedConfiguration> failed = new ConcurrentHashMap<>();
  private final Map<String, String> lunOfPid = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> applied = new ConcurrentHashMap<>();

  private volatile List<Unclaimed> unclaimed = List.of();
  private volatile List<FailedConfiguration> unread = List.of();
  private volatile String heldUp = "";

  private final ExecutorService changes =
      Executors.newSingleThreadExecutor(task -> daemon(task, "sluice-configuration"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "sluice-hold-timer"));

  @Activate
  public LogicalUnits(BundleContext context, @Reference GatewayIdentity identity) {
    accepted = AcceptedConfigurations.of(context);
    optionKeys = OptionKeys.ofBundles(context);
    services = new LunServices(context);
    var = context.getProperty(VAR);
    this.identity = identity;
    identity.whenSettled(() -> changes.execute(this::applyFailed));
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
    changes.execute(() -> apply(copy));
  }

  /** Takes up that a configuration is gone, soon. */
  void vanished(String pid) {
    changes.execute(() -> forget(pid));
  }

  private void apply(Map<String, Object> properties) {
    String pid = ConfigurationSource.pid(properties);
    Optional<String> question = identity.question();
    if (question.isPresent()) {
      failed.put(pid, new FailedConfiguration(properties, question.get()));
      applied.put(pid, properties);
      return;
    }
    AcceptedConfigurations.Taken<LunConfig> taken =
        accepted.take(
            new ConfigValues(properties, LunMetatype.class),
            serves(pid),
            new IgnoredLunKeys(LunConfig.transports(properties)),
            this::read);
    if (taken.problem().isEmpty()) {
      use(pid, taken.value().get());
      warnOfNote(luns.get(lunOfPid.get(pid)));
    } else {
      refuse(pid, properties, taken.problem().get(), taken.value());
    }
    applied.put(pid, properties);
  }

  private LunConfig read(Map<String, ?> properties) throws ConfigException {
    LunConfig config = LunConfig.of(properties, identity.id());
    ConfigValues values = new ConfigValues(properties, LunMetatype.class);
    optionKeys.require(values, config.options());
    requireDistinct(values, config);
    return config;
  }

  private void use(String pid, LunConfig config) {
    failed.remove(pid);
    Lun known = luns.get(lunOfPid.getOrDefault(pid, config.name()));
    if (known == null) {
      create(config);
    } else {
      known.reconfigure(config);
    }
    lunOfPid.putIfAbsent(pid, config.name());
  }

  /** What was served goes on, also over a restart. */
  private void refuse(
      String pid, Map<String, Object> properties, ConfigException why, Optional<LunConfig> before) {
    LOG.warn("{}", why.getMessage());
    before.ifPresent(config -> use(pid, config));
    if (serves(pid)) {
      luns.get(lunOfPid.get(pid)).keepConfiguration(why.getMessage());
    } else {
      failed.put(pid, new FailedConfiguration(properties, why.reason()));
    }
  }

  private boolean serves(String pid) {
    return luns.containsKey(lunOfPid.getOrDefault(pid, ""));
  }

  private void requireDistinct(ConfigValues values, LunConfig config) throws ConfigException {
    String mine = lunOfPid.get(values.pid());
    for (Lun lun : luns.values()) {
      if (lun.name().equals(mine)) {
        continue;
      }
      boolean isReturn = lun.isOrphaned() && mine == null;
      if (lun.name().equals(config.name()) && !isReturn) {
        throw values.problem("name", config.name(), lun.config().source() + " has it");
      }
      if (lun.wwn().equals(config.identity().wwn()) && !lun.name().equals(config.name())) {
        throw values.problem("wwn", config.identity().wwn(), "it is that of " + lun.name());
      }
    }
  }

  private static void warnOfNote(Lun lun) {
    if (!lun.configurationNote().isEmpty()) {
      LOG.warn("{}: {}", lun, lun.configurationNote());
    }
  }

  private void create(LunConfig config) {
    LunState state = LunState.of(config.name(), var == null ? null : Path.of(var));
    Lun lun = new Lun(config, candidates, ioThreads, timer, state);
    luns.put(lun.name(), lun);
    lun.control().start();
    services.register(lun);
  }

  private void forget(String pid) {
    accepted.forget(pid);
    applied.remove(pid);
    failed.remove(pid);
    Lun lun = luns.get(lunOfPid.getOrDefault(pid, ""));
    lunOfPid.remove(pid);
    if (lun == null) {
      return;
    }
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
    lunOfPid.values().remove(lun.name());
    luns.values().stream()
        .filter(other -> other.control().handlerName().equals(lun.control().handlerName()))
        .forEach(other -> other.control().candidatesChanged()); // its handler may be had now
    applyFailed(); // some may have been refused for its name or WWN
  }

  private void applyFailed() {
    List.copyOf(failed.values()).forEach(failure -> apply(failure.properties()));
  }

  /** What a person has to answer before anything is served; empty where nothing is. */
  public Optional<String> question() {
    return identity.question();
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

  /** All transports of this gateway. */
  public List<Transport> transports() {
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

  /** Takes note of the configurations that nothing reads. */
  void unclaimed(List<Unclaimed> all) {
    unclaimed = List.copyOf(all);
  }

  /** Takes note that one of them is gone. */
  void claimed(String pid) {
    unclaimed = unclaimed.stream().filter(each -> !each.pid().equals(pid)).toList();
  }

  /** What is wrong with the file that is to make this handler, where nothing reads it. */
  public Optional<String> unclaimed(String handler) {
    return unclaimed.stream()
        .filter(each -> !each.isOfLun() && each.name().equals(handler))
        .map(Unclaimed::text)
        .findFirst();
  }

  /**
   * All logical units, failed configurations, and what earlier gateways left without either, by
   * name.
   */
  public List<LunView> views() {
    LunViews views = new LunViews(this);
    List<LunView> known =
        Stream.concat(
                luns.values().stream().map(views::of),
                Stream.concat(failed.values().stream(), unreadOfLuns()).map(LunViews::of))
            .toList();
    Set<String> names = known.stream().map(LunView::name).collect(Collectors.toSet());
    return Stream.concat(
            known.stream(), views.orphans().filter(orphan -> !names.contains(orphan.name())))
        .sorted(Comparator.comparing(LunView::name))
        .toList();
  }

  /** Takes note of the files that can't be read, with the reasons. */
  public void unread(Map<String, String> reasons) {
    unread =
        reasons.entrySet().stream()
            .filter(each -> each.getKey().startsWith(LunComponent.FACTORY_PID + "-"))
            .map(each -> FailedConfiguration.unread(each.getKey(), each.getValue()))
            .toList();
  }

  /**
   * Takes note of what keeps all changed configurations from being taken up; empty where nothing
   * does.
   */
  public void heldUp(String reason) {
    heldUp = reason;
  }

  /** What keeps all changed configurations from being taken up, where something does. */
  public Optional<String> heldUp() {
    return Optional.of(heldUp).filter(reason -> !reason.isEmpty());
  }

  private Stream<FailedConfiguration> unreadOfLuns() {
    Stream<FailedConfiguration> unclaimedOnes =
        unclaimed.stream().filter(Unclaimed::isOfLun).map(Unclaimed::failure);
    return Stream.concat(unclaimedOnes, unread.stream())
        .filter(each -> !luns.containsKey(each.name()) && !failed.containsKey(each.pid()));
  }

  /** All handlers, by name and then the best first. */
  public List<HandlerView> handlerViews() {
    LunViews views = new LunViews(this);
    return handlers().stream().map(views::of).toList();
  }

  /** The PID of the configuration that names this logical unit, if there is one. */
  public Optional<String> pid(String name) {
    return Stream.concat(
            lunOfPid.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey),
            Stream.concat(failed.values().stream(), unreadOfLuns())
                .filter(failure -> failure.name().equals(name))
                .map(FailedConfiguration::pid))
        .findFirst();
  }

  /**
   * The times that commands of a logical unit were in its handlers, in nanoseconds, since it was
   * made; empty where there is no such logical unit.
   */
  public Histogram latency(String name) {
    Lun lun = luns.get(name);
    return lun == null ? new Histogram(2) : lun.path().statistics().latency();
  }

  /**
   * The last command of a logical unit that failed for what is behind it, see {@link LunFailure}.
   */
  public Optional<LunFailure> failure(String name) {
    return Optional.ofNullable(luns.get(name)).flatMap(lun -> lun.path().statistics().failure());
  }

  /**
   * The configuration of that PID as it was last taken up, whether or not it could be used; empty
   * where there is none.
   */
  public Map<String, Object> applied(String pid) {
    return applied.getOrDefault(pid, Map.of());
  }

  /**
   * The keys of a logical unit whose configured value is taken up only when the gateway starts
   * next; none where there is no such logical unit.
   */
  public List<String> waitingKeys(String name) {
    return Optional.ofNullable(luns.get(name)).map(Lun::waitingKeys).orElse(List.of());
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
