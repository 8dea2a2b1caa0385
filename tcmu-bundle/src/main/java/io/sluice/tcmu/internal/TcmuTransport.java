package io.sluice.tcmu.internal;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import io.sluice.tcmu.TcmuDeviceSpec;
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
import java.util.function.Predicate;
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

  private final Kernel kernel;
  private final long retryMillis;
  private final KernelReadiness readiness;
  private final IscsiFabric iscsi;
  private final RingWatch watch = new RingWatch();
  private final Map<String, LunExport> exports = new ConcurrentSkipListMap<>();
  private volatile TransportOptions options;

  @Activate
  public TcmuTransport(@Reference IscsiFabric iscsi, Map<String, Object> properties) {
    this(Kernel.running(), new KernelReadiness(), iscsi, RETRY_MILLIS, properties);
  }

  TcmuTransport(
      Kernel kernel,
      KernelReadiness readiness,
      IscsiFabric iscsi,
      long retryMillis,
      Map<String, ?> properties) {
    this.iscsi = iscsi;
    this.retryMillis = retryMillis;
    this.kernel = kernel;
    this.readiness = readiness;
    configure(properties);
    Thread check = new Thread(readiness::tell, "sluice-tcmu-check");
    check.setDaemon(true);
    check.start();
  }

  /** Holds for what is exported from now on. */
  @Modified
  void configure(Map<String, ?> properties) {
    options = new TransportOptions(properties);
    iscsi.use(options.instance());
    if (!options.unknownKeys().isEmpty()) {
      LOG.warn(
          "{}: these keys mean nothing: {}",
          options.source(),
          String.join(", ", options.unknownKeys()));
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLogicalUnit(LogicalUnit lun) {
    if (lun.transports().contains(NAME)) {
      LunExport export =
          new LunExport(
              lun, kernel, readiness, () -> options, watch, iscsi, this::localNexus, retryMillis);
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
    return readiness.problem();
  }

  @Override
  public List<Export> exports() {
    DiskUse look = new DiskUse(kernel.paths());
    List<Export> all = new ArrayList<>();
    exports.values().forEach(export -> all.add(export.describe(look)));
    all.addAll(iscsi.exports());
    return all;
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
      TransportOptions now = options;
      String devConfig = TcmuDeviceSpec.basic(lun).withInstance(now.instance()).devConfig();
      new LeftDisk(kernel, lun, devConfig, now.devDirectory()).remove(force);
    }
  }
}
