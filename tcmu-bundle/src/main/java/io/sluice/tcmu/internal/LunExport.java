package io.sluice.tcmu.internal;

import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.VisibleUnits;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import io.sluice.tcmu.internal.kernel.DiskUse;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.OtherFabrics;
import io.sluice.tcmu.internal.ring.RingServer;
import io.sluice.tcmu.internal.ring.RingThreads;
import io.sluice.tcmu.internal.ring.RingWatch;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The export of one logical unit: makes its disk once the volume is known, tries again when that
 * fails, tells the kernel of a new size, and leaves or removes the disk at the end. On a thread of
 * its own, since the kernel may take its time; while there is nothing to do, it has none.
 */
final class LunExport {
  private static final Logger LOG = LoggerFactory.getLogger(LunExport.class);
  private static final long END_MILLIS = 60_000;

  private final LogicalUnit lun;
  private final Kernel kernel;
  private final KernelReadiness readiness;
  private final OptionsSource options;
  private final RingWatch watch;
  private final DiskWatch disks;
  private final IscsiFabric iscsi;
  private final VisibleUnits neighbours;
  private final Repairs repairs; // by work
  private final Runnable look = this::look;
  private final OccasionalThread thread;
  private LogicalUnit.Subscription subscription;

  /** Held while the disk is made, changed or given up. */
  private final Object work = new Object();

  private volatile ItNexus nexus; // by work
  private long size; // by work
  private volatile KernelDisk disk;

  // By this.
  private VolumeInfo wanted;
  private String failure; // null too before the first attempt has ended
  private Trouble trouble; // null while there is none

  LunExport(
      LogicalUnit lun,
      Kernel kernel,
      KernelReadiness readiness,
      OptionsSource options,
      RingWatch watch,
      DiskWatch disks,
      IscsiFabric iscsi,
      VisibleUnits neighbours,
      long retryMillis) {
    this.lun = lun;
    this.kernel = kernel;
    this.readiness = readiness;
    this.options = options;
    this.watch = watch;
    this.disks = disks;
    repairs = new Repairs(TimeUnit.MILLISECONDS.toNanos(retryMillis));
    this.iscsi = iscsi;
    this.neighbours = neighbours;
    thread = new OccasionalThread("sluice-tcmu-" + lun.name(), this::run, retryMillis);
  }

  void start() {
    disks.add(look);
    subscription = lun.subscribe(this::volumeChanged);
  }

  private void volumeChanged(VolumeInfo info) {
    synchronized (this) {
      wanted = info;
    }
    thread.request();
  }

  private synchronized VolumeInfo wanted() {
    return wanted;
  }

  private void run() {
    try {
      work(wanted());
      failed(null);
    } catch (IOException | IllegalArgumentException e) {
      failed(e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("{}: bug in the export", lun.name(), e);
      failed(e.toString());
    }
  }

  private synchronized void failed(String reason) {
    if (reason != null && !reason.equals(failure) && readiness.problem().isEmpty()) {
      LOG.warn("{}: not exported by TCMU: {}", lun.name(), reason); // told once
    }
    failure = reason;
    if (reason != null) {
      thread.retry();
    }
  }

  private void work(VolumeInfo info) throws IOException {
    synchronized (work) {
      if (thread.isEnded()) {
        return;
      }
      if (disk == null) {
        open(info);
      } else {
        mend(info);
        change(info);
      }
    }
  }

  /** The transport's options, as they are now. */
  @FunctionalInterface
  interface OptionsSource {
    TransportOptions get() throws IOException;
  }

  /** Others can delete the disk, or what it stands on. On the thread that looks after all disks. */
  private void look() {
    KernelDisk now = disk;
    if (now == null) {
      return;
    }
    try {
      found(now, now.look().orElse(null));
    } catch (IOException e) {
      LOG.debug("{}: can't be looked at: {}", lun.name(), e.getMessage());
    }
  }

  private synchronized void found(KernelDisk at, Trouble now) {
    if (now != trouble && at == disk) {
      if (now != null) {
        LOG.warn("{}: {} {}", lun.name(), at.node(), now.text());
        thread.request();
      }
      trouble = now;
    }
  }

  private void mend(VolumeInfo info) throws IOException {
    Optional<Trouble> found = disk.look();
    if (found.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    if (!repairs.isTime(now)) {
      throw new IOException(
          disk.node() + " " + found.get().text() + ", but that happens too often");
    }
    repairs.begin(now);
    disk.mend(found.get());
    if (found.get() == Trouble.BACKSTORE_GONE) {
      iscsi.forget(lun.name());
      forgetDisk();
      open(info);
    }
    found(disk, disk.look().orElse(null));
  }

  private void open(VolumeInfo info) throws IOException {
    readiness.require();
    TransportOptions now = options.get();
    TcmuDeviceSpec spec = now.spec(lun);
    DiskPlan plan = plan(spec, info, now);
    ItNexus opened =
        lun.attach(
            new AnonymousNexus(plan.targetPort()),
            other -> localNexus() == null ? null : neighbours.find(other));
    disks.look(); // what is free for the new disk's name may be what a path still leads to
    try {
      disk =
          KernelDisk.open(
              kernel,
              plan,
              port ->
                  new RingServer(
                      port,
                      lun,
                      opened,
                      new LunSink(lun, opened, plan.reservations()),
                      watch,
                      new RingThreads("sluice-ring-" + lun.name())));
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    nexus = opened;
    size = info.geometry().size();
    iscsi.offer(lun.name(), disk.backstore());
  }

  /** What one transport's initiators reserve, another's would not know of. */
  private DiskPlan plan(TcmuDeviceSpec spec, VolumeInfo info, TransportOptions now) {
    DiskPlan plan =
        DiskPlan.of(spec, info, now.devDirectory()).withOutageMinutes(now.outageMinutes(lun));
    return lun.transports().size() > 1 ? plan.withoutReservations() : plan;
  }

  private void change(VolumeInfo info) throws IOException {
    if (info.geometry().size() != size) {
      disk.resize(info.geometry().size());
      size = info.geometry().size();
      LOG.info("{}: the disk has {} bytes now", lun.name(), size);
    } else {
      disk.followSize(size); // it may have asked while nobody could answer
    }
  }

  /**
   * The nexus while nobody but this machine can use it; null otherwise. Entries of the ring do not
   * tell who sent a command, so where another machine may have, it can't be told what that one
   * sees, nor which reservations of the kernel hold for it.
   */
  ItNexus localNexus() {
    KernelDisk now = disk;
    ItNexus mine = nexus;
    try {
      boolean isLocal = now != null && !new OtherFabrics(kernel.configFs()).leadTo(now.backstore());
      return isLocal ? mine : null;
    } catch (IOException e) {
      LOG.warn("{}: can't tell who may use it: {}", lun.name(), e.getMessage());
      return null;
    }
  }

  LogicalUnit lun() {
    return lun;
  }

  /** For the list of exports. */
  Export describe(DiskUse look) {
    KernelDisk now = disk;
    String reason;
    Trouble known;
    synchronized (this) {
      reason = failure;
      known = trouble;
    }
    if (now == null) {
      return new Export(lun.name(), "", false, reason);
    }
    if (known != null) {
      String why = reason == null ? now.node() + " " + known.text() : reason;
      return new Export(lun.name(), "", isInUse(now, look), why);
    }
    return new Export(
        lun.name(), now.node().toString(), isInUse(now, look), now.fault().orElse(reason));
  }

  private static boolean isInUse(KernelDisk disk, DiskUse look) {
    try {
      return disk.use(look).isPresent();
    } catch (IOException e) {
      LOG.warn("{}: can't tell whether it is in use: {}", disk.node(), e.getMessage());
      return true; // the safe answer
    }
  }

  boolean isOf(LogicalUnit other) {
    return lun == other;
  }

  /** Stops serving; the disk stays in the kernel. */
  void leave() {
    end();
    synchronized (work) {
      if (disk != null) {
        iscsi.forget(lun.name());
        try {
          if (disk.leave()) {
            LOG.info("{}: {} stays in the kernel for the next gateway", lun.name(), disk.node());
          }
        } catch (IOException e) {
          LOG.error("{}: {}", lun.name(), e.getMessage());
        }
        forgetDisk();
      }
    }
    thread.awaitEnd(END_MILLIS);
  }

  /** Removes the disk. When it throws, the export goes on. */
  void remove(boolean force) throws IOException {
    synchronized (work) {
      if (disk != null) {
        iscsi.forget(lun.name());
        removeDisk(force);
        forgetDisk();
      }
      end();
    }
    thread.awaitEnd(END_MILLIS);
  }

  private void removeDisk(boolean force) throws IOException {
    try {
      disk.remove(force);
    } catch (IOException e) {
      iscsi.offer(lun.name(), disk.backstore());
      throw e;
    }
  }

  private void forgetDisk() {
    synchronized (this) {
      disk = null;
      trouble = null;
    }
    nexus.close();
    nexus = null;
  }

  private void end() {
    disks.remove(look);
    subscription.close();
    thread.end();
  }
}
