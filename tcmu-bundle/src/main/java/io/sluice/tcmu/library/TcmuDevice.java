package io.sluice.tcmu.library;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.Workers;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.AnonymousNexus;
import io.sluice.tcmu.internal.DiskKeeper;
import io.sluice.tcmu.internal.DiskPlan;
import io.sluice.tcmu.internal.KernelDisk;
import io.sluice.tcmu.internal.SpecDevice;
import io.sluice.tcmu.internal.kernel.Failures;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.ring.RingServer;
import io.sluice.tcmu.internal.ring.RingThreads;
import io.sluice.tcmu.internal.ring.RingWatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A SCSI disk of the running kernel whose commands are served by a handler in this process. Needs
 * root and a kernel with {@code target_core_user}; see {@link KernelSupport}. Works without an OSGi
 * framework.
 *
 * <pre>{@code
 * try (TcmuDevice device = TcmuDevice.open(Path.of("/dev/sluice"), TcmuDeviceSpec.basic("disk0"), handler)) {
 *   … // the disk is /dev/sluice/disk0
 * }
 * }</pre>
 *
 * <p>All initiators share one anonymous I_T nexus: the kernel does not say who sent a command.
 */
public final class TcmuDevice implements Closeable {
  private static final long WORKERS_END_SECONDS = 30;

  private final TcmuDeviceSpec spec;
  private final ScsiCmdHandler handler;
  private final Geometry geometry;
  private final Workers workers;
  private final RingWatch watch;
  private final DiskKeeper keeper;
  private final KernelDisk disk;
  private boolean closed;

  private TcmuDevice(
      TcmuDeviceSpec spec,
      ScsiCmdHandler handler,
      Geometry geometry,
      Workers workers,
      RingWatch watch,
      KernelDisk disk,
      DiskKeeper keeper) {
    this.spec = spec;
    this.handler = handler;
    this.geometry = geometry;
    this.workers = workers;
    this.watch = watch;
    this.disk = disk;
    this.keeper = keeper;
  }

  /**
   * Opens the handler, creates the disk and its path {@code devDirectory/VOLUMENAME}, and returns
   * when the disk can be used. A disk that a dead process left in the kernel with the same instance
   * and name is taken over, along with everything mounted from it. If this throws, everything that
   * was created is undone.
   *
   * @param devDirectory where the path is created; the directory is created if it is missing
   * @throws IOException if the handler can't be opened, or the kernel refuses; the message tells
   *     what to do
   */
  public static TcmuDevice open(Path devDirectory, TcmuDeviceSpec spec, ScsiCmdHandler handler)
      throws IOException {
    KernelSupport.requireReady();
    return open(Kernel.running(), devDirectory, spec, handler);
  }

  static TcmuDevice open(
      Kernel kernel, Path devDirectory, TcmuDeviceSpec spec, ScsiCmdHandler handler)
      throws IOException {
    VolumeInfo volume = handler.probe();
    requireGeometry(spec, volume.geometry());
    handler.open();
    RingThreads threads = new RingThreads("sluice-" + spec.volumeName());
    Workers workers = new Workers(spec.threads(), threads);
    RingWatch watch = new RingWatch();
    SpecDevice device = new SpecDevice(spec);
    DiskPlan plan = DiskPlan.of(spec, volume, devDirectory);
    AnonymousNexus nexus = new AnonymousNexus(plan.targetPort());
    try {
      KernelDisk disk =
          KernelDisk.open(
              kernel,
              plan,
              port ->
                  new RingServer(
                      port, device, nexus, cmd -> workers.execute(handler, cmd), watch, threads));
      DiskKeeper keeper = new DiskKeeper(kernel, disk);
      return new TcmuDevice(spec, handler, volume.geometry(), workers, watch, disk, keeper);
    } catch (IOException | RuntimeException e) {
      workers.close();
      watch.close();
      Failures closing = new Failures();
      closing.attempt("close the volume", handler::close);
      closing.addTo(e);
      throw e;
    }
  }

  private static void requireGeometry(TcmuDeviceSpec spec, Geometry has) throws IOException {
    Geometry wanted = spec.geometry().orElse(has);
    if (wanted.blocks() != has.blocks() || wanted.blockSize() != has.blockSize()) {
      throw new IOException(
          "%s is to have %d blocks of %d bytes, but its volume has %d of %d"
              .formatted(
                  spec.volumeName(),
                  wanted.blocks(),
                  wanted.blockSize(),
                  has.blocks(),
                  has.blockSize()));
    }
  }

  /** The specification that it was opened with. */
  public TcmuDeviceSpec spec() {
    return spec;
  }

  /** The disk's size and block size. */
  public Geometry geometry() {
    return geometry;
  }

  /** The device's name in the kernel: {@code sluice/INSTANCE/NAME}. */
  public String devConfig() {
    return spec.devConfig();
  }

  /** The path to the disk: a link, or a block device node. */
  public Path node() {
    return disk.node();
  }

  /**
   * The kernel's current name of the disk: {@code sda} …; empty while the disk is deleted from the
   * kernel.
   */
  public String diskName() {
    return disk.diskName();
  }

  /**
   * Why the disk is no longer served. Changes that others make to it in the kernel (a reset of its
   * ring, a deletion of its SCSI disk) are repaired; this reports what can't be repaired.
   */
  public Optional<String> fault() {
    return keeper.failure();
  }

  /** Who uses the disk (mounts, swap, processes), for a person; empty if nobody does. */
  public Optional<String> use() throws IOException {
    return disk.use();
  }

  /**
   * Removes the disk and undoes everything, in the right order; then closes the handler. A second
   * call does nothing.
   *
   * @throws IOException if the disk is in use, and nothing has changed then; or if a step failed,
   *     and closing can be tried again
   */
  @Override
  public void close() throws IOException {
    close(false);
  }

  /**
   * As {@link #close()}.
   *
   * @param force whether to close even while the disk is mounted or open; its users then get I/O
   *     errors
   */
  public synchronized void close(boolean force) throws IOException {
    if (closed) {
      return;
    }
    disk.remove(force);
    closed = true;
    keeper.close();
    watch.close();
    workers.close();
    try {
      workers.awaitIdle(WORKERS_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handler.close();
  }
}
