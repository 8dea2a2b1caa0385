package io.sluice.tcmu.internal;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import io.sluice.gateway.shell.Program;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import io.sluice.tcmu.internal.kernel.DiskUse;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.ring.RingWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports logical units as SCSI disks of the running kernel. Where the kernel has no TCMU it says
 * so and exports nothing.
 */
@Component(configurationPid = TransportConfig.PID, immediate = true, service = Transport.class)
@Designate(ocd = TransportConfig.class)
public final class TcmuTransport implements Transport {
  static final String NAME = "tcmu";
  private static final Logger LOG = LoggerFactory.getLogger(TcmuTransport.class);

  /** How long after a failure an export is tried again. */
  private static final long RETRY_MILLIS = 5_000;

  /** How long logical units may take to come, before their disks are told as nobody's. */
  private static final long GRACE_SECONDS = 10;

  private final Kernel kernel;
  private final long retryMillis;
  private final KernelReadiness readiness;
  private final IscsiFabric iscsi;
  private final RingWatch watch = new RingWatch();
  private final DiskWatch disks;
  private final Map<String, LunExport> exports = new ConcurrentSkipListMap<>();
  private final AcceptedConfigurations accepted;
  private final Orphans orphans;
  private volatile TransportOptions options; // null until there are some that can be used
  private volatile String refusal = "";

  @Activate
  public TcmuTransport(
      BundleContext context, @Reference IscsiFabric iscsi, Map<String, Object> properties) {
    this(
        Kernel.running(),
        new KernelReadiness(),
        iscsi,
        AcceptedConfigurations.of(context),
        RETRY_MILLIS,
        properties);
  }

  TcmuTransport(
      Kernel kernel,
      KernelReadiness readiness,
      IscsiFabric iscsi,
      AcceptedConfigurations accepted,
      long retryMillis,
      Map<String, ?> properties) {
    this.iscsi = iscsi;
    this.accepted = accepted;
    this.retryMillis = retryMillis;
    this.kernel = kernel;
    this.readiness = readiness;
    configure(properties);
    disks = new DiskWatch(kernel.paths().dev());
    orphans =
        new Orphans(
            kernel, () -> options, exports.keySet(), TimeUnit.SECONDS.toNanos(GRACE_SECONDS));
    disks.add(this::lookForOrphans);
    Thread check = new Thread(this::check, "sluice-tcmu-check");
    check.setDaemon(true);
    check.start();
  }

  private void check() {
    readiness.tell();
    if (options != null) {
      orphans.sweepPaths();
    }
  }

  /** Whose disks ours are is not known as long as the configuration can't be used. */
  private void lookForOrphans() {
    if (options != null) {
      orphans.look();
    }
  }

  /**
   * Holds for what is exported from now on. With a wrong one, and none that was accepted before,
   * nothing is exported: by the defaults, disks might come under another instance than was written.
   */
  @Modified
  void configure(Map<String, ?> properties) {
    AcceptedConfigurations.Taken<TransportOptions> taken =
        accepted.take(
            new ConfigValues(properties, TransportConfig.class),
            options != null,
            ignoredOnce -> true,
            TransportOptions::of);
    refusal = taken.problem().map(ConfigException::getMessage).orElse("");
    if (!refusal.isEmpty()) {
      LOG.warn("{}", refusal);
    }
    taken
        .value()
        .ifPresent(
            now -> {
              options = now;
              iscsi.use(now.instance());
            });
  }

  private TransportOptions options() throws IOException {
    TransportOptions now = options;
    if (now == null) {
      throw new IOException(refusal);
    }
    return now;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLogicalUnit(LogicalUnit lun) {
    if (lun.transports().contains(NAME)) {
      LunExport export =
          new LunExport(
              lun,
              kernel,
              readiness,
              this::options,
              watch,
              disks,
              iscsi,
              this::localNexus,
              retryMillis);
      exports.put(lun.name(), export);
      export.start();
    }
  }

  /** What this machine sees besides, where it alone uses it. */
  private ItNexus localNexus(Predicate<? super LogicalUnit> wanted) {
    for (LunExport export : exports.values()) {
      if (wanted.test(export.lun())) {
        return export.localNexus();
      }
    }
    return null;
  }

  /** Its last commands are served before it goes; the disk stays in the kernel. */
  void removeLogicalUnit(LogicalUnit lun) {
    LunExport export = exports.get(lun.name());
    if (export != null && export.isOf(lun)) {
      exports.remove(lun.name());
      export.leave();
    }
  }

  @Deactivate
  void deactivate() {
    leaveAll(List.copyOf(exports.values()));
    exports.clear();
    watch.close();
    disks.close();
  }

  /** All at once: one whose handler hangs takes its time, and no other's. */
  private static void leaveAll(List<LunExport> leaving) {
    CountDownLatch left = new CountDownLatch(leaving.size());
    try (StandbyThreads threads = new StandbyThreads(Thread::new, "sluice-tcmu-leave")) {
      for (LunExport export : leaving) {
        threads.execute(
            () -> {
              try {
                export.leave();
              } finally {
                left.countDown();
              }
            });
      }
      left.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return readiness.problem().or(() -> options == null ? Optional.of(refusal) : Optional.empty());
  }

  @Override
  public List<String> nextSteps(Export export) {
    return List.of(Program.call("doctor"));
  }

  @Override
  public List<Export> exports() {
    DiskUse look = new DiskUse(kernel.paths());
    List<Export> all = new ArrayList<>();
    exports.values().forEach(export -> all.add(export.describe(look)));
    all.addAll(iscsi.exports());
    return all;
  }

  @Override
  public List<Export> left() {
    return options == null ? List.of() : orphans.list();
  }

  /** Also a disk that an earlier gateway of this instance left, and that nobody serves. */
  @Override
  public void remove(String lun, boolean force) throws IOException {
    LunExport export = exports.get(lun);
    if (export != null) {
      export.remove(force);
      exports.remove(lun, export);
    }
    if (readiness.problem().isEmpty()) {
      TransportOptions now = options();
      String devConfig = DiskPlan.devConfig(now.instance(), lun);
      new LeftDisk(kernel, lun, devConfig, now.devDirectory()).remove(force);
    }
  }
}
