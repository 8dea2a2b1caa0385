package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.DiskPath;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.LoopbackTarget;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's SCSI disk of a loopback target, and our path to it. Anybody can delete such a disk
 * and have it found again, under another name; its name and number are then another's. So it is
 * looked for each time, by its address and serial number, and the path follows it or goes.
 */
final class LoopbackDisk {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackDisk.class);

  /** The kernel's own patience with an INQUIRY is 30 s. */
  private static final long APPEAR_MILLIS = 35_000;

  private static final long SCAN_MILLIS = 2_000;

  private final DiskPlan plan;
  private final Backstore backstore;
  private final LoopbackTarget target;
  private final ScsiDiskLookup lookup;
  private final DiskPath path;
  private final CapacityScan scan;

  /** Held while the path is changed. */
  private final ReentrantLock lock = new ReentrantLock();

  private boolean isGivenUp;
  private volatile ScsiDisk disk; // as it was last; null where there was none

  LoopbackDisk(Kernel kernel, DiskPlan plan, Backstore backstore, LoopbackTarget target) {
    this.plan = plan;
    this.backstore = backstore;
    this.target = target;
    lookup = new ScsiDiskLookup(kernel);
    path = new DiskPath(kernel, plan.devDirectory(), plan.name());
    scan = new CapacityScan(plan.name(), lookup);
  }

  Path path() {
    return path.path();
  }

  /** As it was last; null where there was none. */
  ScsiDisk disk() {
    return disk;
  }

  void requireReplaceablePath() throws IOException {
    path.requireReplaceable();
  }

  /** Makes it, where it is missing, and waits for it. From here on an initiator talks to us. */
  void attach() throws IOException {
    lock.lock();
    try {
      boolean isNew = target.linked().isEmpty();
      target.create(plan.initiatorPort(), backstore);
      if (!isNew && find().isEmpty()) {
        lookAnew();
      }
      await(APPEAR_MILLIS);
    } finally {
      lock.unlock();
    }
    path.awaitUsable();
    followSize(plan.settings().size());
  }

  /**
   * Has the kernel ask for the size where it takes the disk for another one's: it keeps what it was
   * told last, and 0 where nobody could tell it.
   *
   * @param size bytes that it has
   */
  void followSize(long size) throws IOException {
    ScsiDisk now = disk;
    Optional<Long> known = now == null ? Optional.empty() : lookup.size(now);
    if (known.isPresent() && known.get() != size) {
      scanSize();
    }
  }

  /** Has the kernel ask for the size; it may do so later. */
  void scanSize() throws IOException {
    scan.request(target.address());
  }

  /** Has the kernel look for a disk that somebody has deleted. */
  void restore() throws IOException {
    lock.lock();
    try {
      target.create(plan.initiatorPort(), backstore);
      lookAnew();
      await(APPEAR_MILLIS);
    } finally {
      lock.unlock();
    }
    path.awaitUsable();
    LOG.info("{}: {} is {}, found again", plan.name(), path, disk.name());
  }

  private void lookAnew() throws IOException {
    lookup.scanHost(target.address());
    try {
      await(SCAN_MILLIS);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException notFound) { // a scan looks for LUN 0 only
      target.relink(backstore);
    }
  }

  private void await(long millis) throws IOException {
    try {
      lead(lookup.await(target.address(), plan.settings().serial(), millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the disk to appear");
    }
  }

  private void lead(ScsiDisk found) throws IOException {
    if (!found.equals(disk)) {
      prepare();
    }
    if (!path.leadsTo(found, plan.wwn())) {
      path.lead(found, plan.wwn());
    }
    disk = found;
  }

  /** Without this it is a disk as well. */
  private void prepare() throws IOException {
    String address = target.address();
    try {
      lookup.revive(address);
      lookup.setTimeout(address, plan.deviceTimeout());
    } catch (IOException e) {
      LOG.warn(
          "{}: commands wait for a gateway as long as the kernel wants, not {} minutes: {}",
          plan.name(),
          plan.outageMinutes(),
          e.getMessage());
    }
  }

  /**
   * The disk as it is now, asked of the kernel; empty where there is none, or where its place is
   * another's.
   */
  Optional<ScsiDisk> find() throws IOException {
    if (!target.linked().equals(Optional.of(backstore.path()))) {
      return Optional.empty();
    }
    return lookup.find(target.address(), plan.settings().serial());
  }

  /**
   * Has the path follow the disk, or go. Never waits: while the disk is being changed, it is as it
   * was.
   *
   * @return whether there is a disk
   */
  boolean follow() throws IOException {
    if (!lock.tryLock()) {
      return disk != null;
    }
    try {
      return isGivenUp || followNow();
    } finally {
      lock.unlock();
    }
  }

  private boolean followNow() throws IOException {
    Optional<ScsiDisk> found = find();
    if (found.isEmpty()) {
      path.remove();
      disk = null;
      return false;
    }
    boolean isAnother = !found.get().equals(disk);
    if (isAnother || !path.leadsTo(found.get(), plan.wwn())) {
      lead(found.get());
      LOG.debug("{}: {} leads to {}", plan.name(), path, disk.name());
    }
    return true;
  }

  /** Takes the path away where it leads to another disk by now, or to none. */
  void dropPathAstray() throws IOException {
    Optional<String> number = find().map(ScsiDisk::number);
    if (number.isEmpty() || !path.number().equals(number)) {
      path.remove();
    }
  }

  /** Takes the path away for good. */
  void giveUp() throws IOException {
    lock.lock();
    try {
      isGivenUp = true;
      path.remove();
    } finally {
      lock.unlock();
    }
  }

  /** It is not given up after all. */
  void keep() {
    lock.lock();
    try {
      isGivenUp = false;
    } finally {
      lock.unlock();
    }
  }

  /** Before its target is removed. */
  void forgoLastFlush() throws IOException {
    if (target.linked().isPresent()) {
      lookup.forgoLastFlush(target.address());
    }
  }
}
