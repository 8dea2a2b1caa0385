package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.DiskUse;
import io.sluice.tcmu.internal.kernel.Failures;
import io.sluice.tcmu.internal.kernel.IscsiLuns;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.LoopbackTarget;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import io.sluice.tcmu.internal.ring.RingFault;
import io.sluice.tcmu.internal.ring.RingPort;
import io.sluice.tcmu.internal.ring.RingServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SCSI disk of the kernel that this process serves: backstore, ring, loopback target, device
 * node. Made anew, or taken over where a dead or stopped process of ours left it.
 *
 * <p>Ends in one of two ways: {@link #leave} keeps the disk in the kernel for the next process,
 * {@link #remove} undoes everything.
 */
public final class KernelDisk {
  private static final Logger LOG = LoggerFactory.getLogger(KernelDisk.class);

  private static final long DRAIN_MILLIS = 30_000;

  /** The same where the next gateway has what is left tried again. */
  private static final long LEAVE_MILLIS = 10_000;

  private final Kernel kernel;
  private final DiskPlan plan;
  private final String name;
  private final Backstore backstore;
  private final LoopbackTarget target;
  private final IscsiLuns iscsi;
  private final LoopbackDisk disk;
  private final DiskRing ring;

  private volatile boolean isEnding;

  /** Makes what serves a ring that was just opened. */
  @FunctionalInterface
  public interface ServerFactory {
    RingServer over(RingPort port) throws RingFault;
  }

  KernelDisk(Kernel kernel, DiskPlan plan, Backstore backstore, LoopbackTarget target) {
    this.kernel = kernel;
    this.plan = plan;
    this.backstore = backstore;
    this.target = target;
    name = plan.name();
    iscsi = new IscsiLuns(kernel.configFs(), backstore);
    disk = new LoopbackDisk(kernel, plan, backstore, target);
    ring = new DiskRing(kernel, plan, backstore);
  }

  /**
   * Makes the disk, or takes it over, and begins to serve it. When it throws, what was made is
   * undone, and what was found is left as it was.
   *
   * @throws IOException with what a person can do about it
   */
  public static KernelDisk open(Kernel kernel, DiskPlan plan, ServerFactory servers)
      throws IOException {
    KernelDisk opened =
        new KernelDisk(
            kernel,
            plan,
            new Backstore(kernel.configFs(), plan.hba(), plan.name()),
            new LoopbackTarget(kernel.configFs(), plan.targetPort(), plan.lun()));
    new NameClaim(kernel, plan).check();
    opened.disk.requireReplaceablePath();
    if (plan.losesContent()) {
      LeftDisk.of(kernel, plan).removeLost();
    }
    opened.ring.serveBy(servers);
    opened.disk.dropPathAstray(); // before all else: it may lead to another disk by now
    if (opened.isLeftHere()) {
      opened.takeOver();
    } else {
      opened.create();
    }
    return opened;
  }

  /** Refuses a disk that is left in the kernel and in use. Changes nothing. */
  void requireLeftUnused() throws IOException {
    requireUnused();
  }

  /** Serves a disk that is left in the kernel as it is, only to remove it. */
  void adopt(ServerFactory newServers) throws IOException {
    ring.serveBy(newServers);
    if (backstore.isEnabled()) {
      ring.open(); // fails as long as the old process lives
      ring.clean();
      ring.serve();
      backstore.block(false);
    }
  }

  private boolean isLeftHere() throws IOException {
    if (!backstore.exists()) {
      return false;
    }
    if (!backstore.isEnabled()) {
      LOG.info("{}: {} was left half made, and is made anew", name, backstore);
      backstore.remove();
      return false;
    }
    return true;
  }

  private void create() throws IOException {
    try {
      backstore.create(plan.settings(), target.place().toString());
      backstore.allowReservations(plan.reservations());
      ring.open();
      ring.serve();
      disk.attach();
    } catch (IOException | RuntimeException e) {
      Failures undoing = new Failures();
      undo(undoing);
      undoing.addTo(e);
      throw e;
    }
    LOG.info("{}: {} is {}, made anew", name, disk.path(), diskName());
  }

  private void takeOver() throws IOException {
    requireSerial(plan.settings().serial());
    requireBlockSize(plan.settings().blockSize());
    ring.open(); // fails as long as the old process lives
    try {
      backstore.note(target.place().toString());
      backstore.resize(plan.settings().size());
      backstore.allowReservations(plan.reservations());
      ring.clean();
      ring.serve();
      backstore.block(false);
      disk.attach();
    } catch (IOException | RuntimeException e) {
      Failures leaving = new Failures();
      leave(leaving);
      leaving.addTo(e);
      throw e;
    }
    LOG.info("{}: {} is {}, taken over", name, disk.path(), diskName());
  }

  /** Who uses the disk must not be given another one's content under its name. */
  private void requireSerial(String serial) throws IOException {
    String there = backstore.serial();
    if (!there.equals(serial)) {
      throw new IOException(
          "the kernel's disk %s has the serial number %s, ours %s: it is another disk, perhaps of another gateway with the same instance. Choose another name or instance, or remove that disk first"
              .formatted(name, there, serial));
    }
  }

  private void requireBlockSize(int blockSize) throws IOException {
    int there = backstore.blockSize();
    if (there != blockSize) {
      throw new IOException(
          "the kernel's disk %s has blocks of %d bytes, the volume of %d. Remove the disk first"
              .formatted(name, there, blockSize));
    }
  }

  /**
   * Has the path follow the disk, and tells what others have done to it. Quick: it waits for
   * nobody.
   */
  Optional<Trouble> look() throws IOException {
    if (isEnding) {
      return Optional.empty();
    }
    if (!backstore.exists()) {
      disk.follow();
      return Optional.of(Trouble.BACKSTORE_GONE);
    }
    boolean isThere = disk.follow();
    if (!ring.isOpen() || fault().isPresent()) {
      return Optional.of(Trouble.RING_BROKEN);
    }
    return isThere ? Optional.empty() : Optional.of(Trouble.DISK_GONE);
  }

  /** Takes the path away where it leads to another disk by now, or to none. */
  void dropPathAstray() throws IOException {
    disk.dropPathAstray();
  }

  /**
   * Mends what {@link #look} told. A backstore that is gone is not made anew: this only clears away
   * what is left.
   *
   * @throws IOException when that fails; it can be tried again
   */
  synchronized void mend(Trouble trouble) throws IOException {
    switch (trouble) {
      case BACKSTORE_GONE -> remove(true);
      case RING_BROKEN -> reopenRing();
      case DISK_GONE -> disk.restore();
    }
  }

  /** The kernel has answered what was under way, or is about to be told to. */
  private void reopenRing() throws IOException {
    ring.close(LEAVE_MILLIS);
    ring.open();
    ring.clean();
    ring.serve();
    backstore.block(false);
    LOG.info("{}: the ring is served again", name);
  }

  /** Where its backstore is, for other fabrics of the kernel; relative to configfs' root. */
  public Path backstore() {
    return backstore.path();
  }

  /** The path in our own directory that leads to it. */
  public Path node() {
    return disk.path();
  }

  /** The kernel's name of the disk by now: {@code sda} …; empty while there is none. */
  public String diskName() {
    ScsiDisk now = disk.disk();
    return now == null ? "" : now.name();
  }

  /** Why the ring is not served any more, if so. */
  public Optional<String> fault() {
    return ring.fault();
  }

  /** Who uses the disk, for a person; empty when nobody does. */
  public Optional<String> use() throws IOException {
    return use(new DiskUse(kernel.paths()));
  }

  /** Likewise, with one look for several disks. */
  Optional<String> use(DiskUse look) throws IOException {
    List<String> uses = new ArrayList<>(iscsi.uses());
    Optional<ScsiDisk> now = disk.find();
    if (now.isPresent()) {
      look.of(now.get(), disk.path()).ifPresent(uses::add);
    }
    return uses.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", uses));
  }

  /**
   * Tells the kernel of a new size, in bytes, and has it ask its own disk for it. Other initiators
   * learn of it by a unit attention.
   */
  public void resize(long size) throws IOException {
    backstore.resize(size);
    disk.scanSize();
  }

  /** Has the kernel ask its own disk for the size where it knows another than this, in bytes. */
  void followSize(long size) throws IOException {
    disk.followSize(size);
  }

  /**
   * Stops serving and leaves the disk in the kernel, which answers BUSY until the next process
   * takes it over. Commands under way are waited for.
   *
   * @return whether the disk is in the kernel now, unserved
   * @throws IOException when some are not answered in time: their memory stays mapped, and the disk
   *     this process's until it ends
   */
  public synchronized boolean leave() throws IOException {
    if (!ring.isOpen()) {
      return false;
    }
    boolean stays = !plan.losesContent() || use().isPresent();
    isEnding = true;
    Failures failures = new Failures();
    if (stays) {
      leave(failures);
    } else {
      undo(failures);
    }
    failures.throwIfAny("stopping " + name);
    return stays;
  }

  private void leave(Failures failures) {
    failures.attempt("block the device", () -> backstore.block(true));
    failures.attempt("end the ring", () -> ring.close(LEAVE_MILLIS));
  }

  /**
   * Undoes everything. A second call tries again what failed, or does nothing.
   *
   * @param force also while the disk is in use
   */
  public synchronized void remove(boolean force) throws IOException {
    if (!force && ring.isOpen()) {
      requireUnused();
    }
    isEnding = true;
    Failures failures = new Failures();
    undo(failures);
    if (!failures.isEmpty()) {
      isEnding = false;
      disk.keep();
    }
    failures.throwIfAny("removing " + name);
  }

  private void requireUnused() throws IOException {
    Optional<String> use = use();
    if (use.isPresent()) {
      throw new DiskInUseException(name, use.get());
    }
  }

  /** The ring is served until no command can come any more. */
  private void undo(Failures failures) {
    failures.attempt("remove " + disk.path(), disk::giveUp);
    iscsi.remove(failures);
    if (target.exists()) {
      failures.attempt("prepare the disk", disk::forgoLastFlush);
    }
    target.remove(failures);
    if (failures.attempt("end the ring", () -> ring.close(DRAIN_MILLIS))) {
      failures.attempt("remove " + backstore, backstore::remove);
    }
  }
}
