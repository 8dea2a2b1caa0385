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
 * A SCSI disk of the running kernel whose commands a handler in this process serves. Needs root and
 * a kernel with {@code target_core_user}; see {@link KernelSupport}. Works without an OSGi
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
   * Opens the handler, makes the disk and its path {@code devDirectory/VOLUMENAME}, and returns
   * when it can be used. A disk that a dead process with the same instance and name left in the
   * kernel is taken over, with all that is mounted from it. When it throws, all that was made is
   * undone.
   *
   * @param devDirectory where the path to it is made; made itself when it is missing
   * @throws IOException when the handler can't be opened, or the kernel refuses; the message tells
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

  /** What it was opened with. */
  public TcmuDeviceSpec spec() {
    return spec;
  }

  /** Its size and block size. */
  public Geometry geometry() {
    return geometry;
  }

  /** What the kernel knows it by: {@code sluice/INSTANCE/NAME}. */
  public String devConfig() {
    return spec.devConfig();
  }

  /** The path that leads to it: a link, or a block device node. */
  public Path node() {
    return disk.node();
  }

  /**
   * The kernel's own name of the disk by now: {@code sda} …; empty while somebody has deleted it
   * from the kernel.
   */
  public String diskName() {
    return disk.diskName();
  }

  /**
   * Why it is not served any more. What others do to it in the kernel (a reset of its ring, a
   * delete of its SCSI disk) is mended; this tells of what can't be.
   */
  public Optional<String> fault() {
    return keeper.failure();
  }

  /** Who uses the disk (mounts, swap, processes), for a person; empty when nobody does. */
  public Optional<String> use() throws IOException {
    return disk.use();
  }

  /**
   * Takes the disk away and undoes everything, in the right order; then closes the handler. Does
   * nothing the second time.
   *
   * @throws IOException when the disk is in use, and nothing has happened then; or when a step
   *     failed, and can be tried again
   */
  @Override
  public void close() throws IOException {
    close(false);
  }

  /**
   * As {@link #close()}.
   *
   * @param force also while the disk is mounted or open; who uses it gets I/O errors
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
