package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.BlockNode;
import io.sluice.tcmu.internal.kernel.DiskUse;
import io.sluice.tcmu.internal.kernel.Failures;
import io.sluice.tcmu.internal.kernel.IscsiLuns;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.LoopbackTarget;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import io.sluice.tcmu.internal.kernel.UioLookup;
import io.sluice.tcmu.internal.ring.MailboxState;
import io.sluice.tcmu.internal.ring.RingFault;
import io.sluice.tcmu.internal.ring.RingPort;
import io.sluice.tcmu.internal.ring.RingServer;
import java.io.IOException;
import java.io.InterruptedIOException;
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

  /** The kernel's own patience with an INQUIRY is 30 s. */
  private static final long DISK_TIMEOUT_MILLIS = 35_000;

  private static final long DRAIN_MILLIS = 30_000;

  /** The same where the next gateway has what is left tried again. */
  private static final long LEAVE_MILLIS = 10_000;

  private final Kernel kernel;
  private final String name;
  private final String devConfig;
  private final Backstore backstore;
  private final LoopbackTarget target;
  private final IscsiLuns iscsi;
  private final BlockNode node;
  private final boolean losesContent;

  private RingPort port;
  private RingServer server;
  private ScsiDisk disk;

  /** Makes what serves a ring that was just opened. */
  @FunctionalInterface
  public interface ServerFactory {
    RingServer over(RingPort port) throws RingFault;
  }

  KernelDisk(
      Kernel kernel,
      String name,
      String devConfig,
      Backstore backstore,
      LoopbackTarget target,
      Path devDirectory,
      boolean losesContent) {
    this.losesContent = losesContent;
    this.kernel = kernel;
    this.name = name;
    this.devConfig = devConfig;
    this.backstore = backstore;
    this.target = target;
    iscsi = new IscsiLuns(kernel.configFs(), backstore);
    node = new BlockNode(devDirectory, name, kernel.nodes());
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
            plan.name(),
            plan.settings().devConfig(),
            new Backstore(kernel.configFs(), plan.hba(), plan.name()),
            new LoopbackTarget(kernel.configFs(), plan.targetPort(), plan.lun()),
            plan.devDirectory(),
            plan.losesContent());
    new NameClaim(kernel, plan).check();
    opened.node.requireReplaceable();
    if (plan.losesContent()) {
      LeftDisk.of(kernel, plan).removeLost();
    }
    if (opened.isLeftHere()) {
      opened.takeOver(plan, servers);
    } else {
      opened.create(plan, servers);
    }
    return opened;
  }

  /** Refuses a disk that is left in the kernel and in use. Changes nothing. */
  void requireLeftUnused() throws IOException {
    findDisk();
    requireUnused();
  }

  /** Serves a disk that is left in the kernel as it is, only to remove it. */
  void adopt(ServerFactory servers) throws IOException {
    if (backstore.isEnabled()) {
      openRing(); // fails as long as the old process lives
      cleanRing();
      serve(servers);
      backstore.block(false);
    }
    findDisk();
  }

  private void findDisk() throws IOException {
    if (target.exists()) {
      disk = new ScsiDiskLookup(kernel.paths()).find(target.address()).orElse(null);
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

  private void create(DiskPlan plan, ServerFactory servers) throws IOException {
    try {
      backstore.create(plan.settings());
      backstore.allowReservations(plan.reservations());
      openRing();
      serve(servers);
      attach(plan);
    } catch (IOException | RuntimeException e) {
      Failures undoing = new Failures();
      undo(undoing);
      undoing.addTo(e);
      throw e;
    }
    LOG.info("{}: {} is {}, made anew", name, node.path(), disk.name());
  }

  private void takeOver(DiskPlan plan, ServerFactory servers) throws IOException {
    requireSerial(plan.settings().serial());
    requireBlockSize(plan.settings().blockSize());
    openRing(); // fails as long as the old process lives
    try {
      cleanRing();
      backstore.resize(plan.settings().size());
      backstore.allowReservations(plan.reservations());
      serve(servers);
      backstore.block(false);
      attach(plan);
    } catch (IOException | RuntimeException e) {
      Failures leaving = new Failures();
      leave(leaving);
      leaving.addTo(e);
      throw e;
    }
    LOG.info("{}: {} is {}, taken over", name, node.path(), disk.name());
  }

  /** What the old process left unanswered is answered with BUSY, and comes again. */
  private void cleanRing() throws IOException {
    backstore.block(true);
    if (!MailboxState.isClean(port)) {
      LOG.info("{}: the ring was left with commands; they are retried", name);
      backstore.resetRing();
    }
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

  private void openRing() throws IOException {
    String uioName = backstore.uioName(devConfig);
    UioLookup.Uio uio =
        new UioLookup(kernel.paths())
            .find(uioName)
            .orElseThrow(
                () -> new IOException("the kernel made no uio device with the name " + uioName));
    port = kernel.uio().open(uio);
  }

  private void serve(ServerFactory servers) throws IOException {
    try {
      server = servers.over(port);
    } catch (RingFault fault) {
      throw new IOException("the ring of " + name + " can't be used: " + fault.getMessage());
    }
    server.start();
  }

  /** From here on an initiator talks to us. */
  private void attach(DiskPlan plan) throws IOException {
    target.create(plan.initiatorPort(), backstore);
    try {
      disk = new ScsiDiskLookup(kernel.paths()).await(target.address(), DISK_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted("waiting for the disk to appear");
    }
    node.create(disk);
  }

  /** Where its backstore is, for other fabrics of the kernel; relative to configfs' root. */
  public Path backstore() {
    return backstore.path();
  }

  /** The node in our own directory. */
  public Path node() {
    return node.path();
  }

  /** The kernel's name of the disk: {@code sda} … */
  public String diskName() {
    return disk.name();
  }

  /** Why the ring is not served any more, if so. */
  public Optional<String> fault() {
    return server.fault();
  }

  /** Who uses the disk, for a person; empty when nobody does. */
  public Optional<String> use() throws IOException {
    return use(new DiskUse(kernel.paths()));
  }

  /** Likewise, with one look for several disks. */
  Optional<String> use(DiskUse look) throws IOException {
    List<String> uses = new ArrayList<>(iscsi.uses());
    if (disk != null) {
      look.of(disk, node.path()).ifPresent(uses::add);
    }
    return uses.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", uses));
  }

  /** Tells the kernel of a new size, in bytes. The initiator learns of it by a unit attention. */
  public void resize(long size) throws IOException {
    backstore.resize(size);
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
    if (port == null) {
      return false;
    }
    boolean stays = !losesContent || use().isPresent();
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
    failures.attempt("end the ring", () -> closeRing(LEAVE_MILLIS));
  }

  /**
   * Undoes everything. A second call tries again what failed, or does nothing.
   *
   * @param force also while the disk is in use
   */
  public synchronized void remove(boolean force) throws IOException {
    if (!force && port != null) {
      requireUnused();
    }
    Failures failures = new Failures();
    undo(failures);
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
    failures.attempt("remove " + node.path(), node::remove);
    iscsi.remove(failures);
    if (target.exists()) {
      failures.attempt("prepare the disk", this::forgoLastFlush);
    }
    target.remove(failures);
    if (failures.attempt("end the ring", () -> closeRing(DRAIN_MILLIS))) {
      failures.attempt("remove " + backstore, backstore::remove);
    }
  }

  private void forgoLastFlush() throws IOException {
    if (target.linked().isPresent()) {
      new ScsiDiskLookup(kernel.paths()).forgoLastFlush(target.address());
    }
  }

  private void closeRing(long drainMillis) throws IOException {
    if (port == null) {
      return;
    }
    if (server != null) {
      stopServer(drainMillis);
    }
    port.close();
    port = null;
  }

  private void stopServer(long drainMillis) throws IOException {
    try {
      server.drain(drainMillis);
      server.stop();
    } catch (InterruptedException e) {
      throw interrupted("waiting for commands under way");
    }
    if (server.underWay() > 0) {
      throw new IOException(
          server.underWay()
              + " commands are stuck in the handler and hold on to the ring's memory; it is"
              + " released when this process ends");
    }
  }

  private static InterruptedIOException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while " + what);
  }
}
