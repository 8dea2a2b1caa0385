package io.sluice.tcmu.internal.iscsi;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.shell.Program;
import io.sluice.gateway.targets.ConfiguredTargets;
import io.sluice.gateway.targets.TargetScope;
import io.sluice.gateway.targets.TargetView;
import io.sluice.tcmu.internal.kernel.ConfigFs;
import io.sluice.tcmu.internal.kernel.Failures;
import io.sluice.tcmu.internal.kernel.IscsiTarget;
import io.sluice.tcmu.internal.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's own iSCSI targets, as configured, over the disks that are served: brings the kernel
 * to what there should be, on a thread of its own, since it may take its time, and again until it
 * succeeds. A gateway that stops leaves them, as it leaves the disks.
 */
@Component(service = {IscsiFabric.class, ConfiguredTargets.class})
public final class IscsiFabric implements ConfiguredTargets {
  private static final Logger LOG = LoggerFactory.getLogger(IscsiFabric.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** So long nobody may log in to a new target of which not all disks are there. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final TargetScope SCOPE =
      TargetScope.builder("lio", "lio-acl", IscsiTargetComponent.FACTORY_PID)
          .owner(" of the kernel")
          .creation("--luns demo:0 --initiators iqn.1993-08.org.debian:01:farm1")
          .numbered(true)
          .note(
              "The kernel serves it, past the gateway's own iSCSI target. --initiators or --demoMode"
                  + " says who may log in.")
          .build();

  private final ConfigFs fs;
  private final AcceptedConfigurations accepted;
  private final Duration retry;
  private final Duration patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(IscsiFabric::newThread);
  private final Map<String, Configured> targets = new ConcurrentSkipListMap<>();
  private final SecretsWatch secrets = new SecretsWatch();
  private final Map<String, Path> disks = new ConcurrentHashMap<>();
  private volatile String instance = ""; // until it is known

  /** Of the thread. */
  private Future<?> retrying;

  @Activate
  public IscsiFabric(BundleContext context) {
    this(Kernel.running(), AcceptedConfigurations.of(context), RETRY, PATIENCE);
  }

  public IscsiFabric(
      Kernel kernel, AcceptedConfigurations accepted, Duration retry, Duration patience) {
    this.accepted = accepted;
    fs = kernel.configFs();
    this.retry = retry;
    this.patience = patience;
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::lookAtSecrets, retry.toNanos(), retry.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void lookAtSecrets() {
    for (Map.Entry<String, Configured> target : targets.entrySet()) {
      Map<String, ?> properties = target.getValue().properties();
      if (!target.getValue().isVanished() && secrets.hasChanged(target.getKey(), properties)) {
        LOG.info("{}: its secrets have changed", target.getKey());
        configure(properties);
      }
    }
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "sluice-tcmu-iscsi");
    thread.setDaemon(true);
    return thread;
  }

  /** Leaves all targets in the kernel. */
  @Deactivate
  public void close() {
    thread.shutdownNow();
  }

  /** Says whose disks ours are. */
  public void use(String newInstance) {
    instance = newInstance;
    refresh();
  }

  /** A logical unit's disk is served from now on. */
  public void offer(String lun, Path backstore) {
    disks.put(lun, backstore);
    refresh();
  }

  /** A logical unit is not to be given to targets any more; those that have it keep it. */
  public void forget(String lun) {
    disks.remove(lun);
  }

  /** Takes up a configuration, new or changed. A wrong one leaves the last good one in force. */
  public void configure(Map<String, ?> properties) {
    ConfigurationSource source = ConfigurationSource.of(properties);
    Configured before = targets.get(source.pid());
    secrets.configure(source.pid(), properties);
    IscsiTargetConfig served = before == null ? null : before.config();
    AcceptedConfigurations.Taken<IscsiTargetConfig> taken =
        accepted.take(
            new ConfigValues(properties, IscsiTargetMetatype.class),
            served != null,
            values -> read(source, values));
    Configured now;
    if (taken.problem().isEmpty()) {
      now = Configured.good(taken.value().get(), properties);
    } else {
      IscsiTargetConfig kept = taken.value().orElse(served);
      now = Configured.wrong(taken.problem().get().getMessage(), properties, kept);
      LOG.error("{}", now.problem());
    }
    targets.put(source.pid(), now);
    if (before != null && before.config() != null && !now.isOf(before.config().iqn())) {
      targets.put(source.pid() + " was " + before.config().iqn(), before.vanished());
    }
    refresh();
  }

  private IscsiTargetConfig read(ConfigurationSource source, Map<String, ?> properties)
      throws ConfigException {
    IscsiTargetConfig config =
        IscsiTargetConfig.read(source.file(), source.name(), properties, source.folder());
    for (Map.Entry<String, Configured> other : targets.entrySet()) {
      if (!other.getKey().equals(source.pid()) && other.getValue().isOf(config.iqn())) {
        throw new ConfigValues(properties, IscsiTargetMetatype.class)
            .problem("iqn", config.iqn(), "is another file's target already");
      }
    }
    return config;
  }

  /** Its file is gone: so is the target, at once or with the last of its sessions. */
  public void unconfigure(Map<String, ?> properties) {
    ConfigurationSource source = ConfigurationSource.of(properties);
    Configured gone = targets.remove(source.pid());
    if (gone != null && gone.config() != null) {
      targets.put(source.pid(), gone.vanished());
      refresh();
    }
  }

  private void refresh() {
    try {
      Future<?> unused = thread.submit(this::applyAll);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed already");
    }
  }

  private void applyAll() {
    if (instance.isEmpty()) {
      return;
    }
    if (retrying != null) {
      retrying.cancel(false);
    }
    boolean again = false;
    for (Map.Entry<String, Configured> entry : targets.entrySet()) {
      again |= !apply(entry.getKey(), entry.getValue());
    }
    if (again && !thread.isShutdown()) {
      retrying = thread.schedule(this::applyAll, retry.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Returns whether all is done. */
  private boolean apply(String pid, Configured configured) {
    if (configured.config() == null) {
      return true;
    }
    String problem;
    try {
      problem = configured.isVanished() ? remove(pid, configured) : bring(configured);
    } catch (IOException e) {
      problem = e.getMessage();
    } catch (RuntimeException | Error e) {
      LOG.error("{}: bug in the iSCSI targets", configured.config().source(), e);
      problem = e.toString();
    }
    configured.tell(problem);
    return problem.isEmpty();
  }

  private String bring(Configured configured) throws IOException {
    boolean mayWait = configured.age().compareTo(patience) < 0;
    Set<String> absent = new IscsiTargetSetup(own(), configured.config()).apply(disks, mayWait);
    return absent.isEmpty() ? "" : Configured.WAITS + String.join(", ", absent);
  }

  private String remove(String pid, Configured configured) throws IOException {
    synchronized (IscsiTarget.CHANGES) {
      IscsiTarget target = new IscsiTarget(fs, configured.config().iqn());
      Set<String> users = target.exists() ? target.sessions() : Set.of();
      if (!users.isEmpty()) {
        target.admitNobodyBut(users);
        return "no file tells of %s any more, and it goes with the last of its sessions; logged in: %s. To keep it, put the file back"
            .formatted(target.iqn(), String.join(", ", users));
      }
      Failures failures = new Failures();
      target.remove(failures);
      failures.throwIfAny("removing " + target.iqn());
      targets.remove(pid, configured);
      LOG.info("{}: {} is removed", configured.config().source(), target.iqn());
      return "";
    }
  }

  @Override
  public TargetScope scope() {
    return SCOPE;
  }

  @Override
  public Optional<String> unavailable() {
    return instance.isEmpty() || !fs.exists(Path.of(""))
        ? Optional.of(
            "this kernel has no disk of the gateway (TCMU); "
                + Program.call("doctor")
                + " tells whether it can")
        : Optional.empty();
  }

  @Override
  public List<String> disks() {
    return disks.keySet().stream().sorted().toList();
  }

  @Override
  public Map<String, ?> applied(String pid) {
    Configured configured = targets.get(pid);
    return configured == null || !configured.isSettled() ? Map.of() : configured.properties();
  }

  @Override
  public void reread(String pid) {
    Configured configured = targets.get(pid);
    if (configured != null && !configured.isVanished()) {
      configure(configured.properties());
    }
  }

  @Override
  public List<TargetView> targets() {
    TargetViews views = new TargetViews(own());
    return targets.entrySet().stream()
        .map(entry -> views.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private OwnBackstores own() {
    return new OwnBackstores(fs, instance);
  }

  /** For each of our disks, where initiators find it, or why they do not. */
  public List<Export> exports() {
    List<Export> exports = new ArrayList<>();
    try {
      OwnBackstores own = own();
      for (IscsiTarget target : IscsiTarget.all(fs)) {
        new TargetExports(target, own, targets.values()).addTo(exports);
      }
    } catch (IOException e) {
      LOG.warn("can't tell the kernel's iSCSI targets: {}", e.getMessage());
    }
    for (Configured configured : targets.values()) {
      configured.addFailures(exports);
    }
    return exports;
  }
}
