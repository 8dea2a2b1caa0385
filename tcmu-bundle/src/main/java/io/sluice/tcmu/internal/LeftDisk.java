package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.DiskUse;
import io.sluice.tcmu.internal.kernel.Failures;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.LoopbackTarget;
import io.sluice.tcmu.internal.ring.RingServer;
import io.sluice.tcmu.internal.ring.RingThreads;
import io.sluice.tcmu.internal.ring.RingWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A disk that a process which is gone has left in the kernel, and that is not to be served again.
 */
public final class LeftDisk {
  private final Kernel kernel;
  private final String name;
  private final String devConfig;
  private final Path devDirectory;

  /**
   * @param devConfig what the kernel knows it by
   * @param devDirectory where its node is
   */
  LeftDisk(Kernel kernel, String name, String devConfig, Path devDirectory) {
    this.kernel = kernel;
    this.name = name;
    this.devConfig = devConfig;
    this.devDirectory = devDirectory;
  }

  /** What an earlier process may have left of this plan. */
  static LeftDisk of(Kernel kernel, DiskPlan plan) {
    return new LeftDisk(kernel, plan.name(), plan.settings().devConfig(), plan.devDirectory());
  }

  /**
   * Removes a disk whose content ended with its process: it must not be shown, with other content,
   * to who has it mounted and has noticed nothing.
   *
   * @throws IOException when it is in use
   */
  void removeLost() throws IOException {
    Optional<KernelDisk> disk = find();
    try {
      if (disk.isPresent()) {
        remove(disk.get(), false); // answers what waits for it, even while it is in use
      }
    } catch (DiskInUseException e) {
      throw new IOException(
          "the content of %s was in memory and ended with the process that served it; the disk is"
                  .formatted(name)
              + " not served again while it is in use ("
              + e.use()
              + "). End that; it is made anew then",
          e);
    }
  }

  /**
   * Removes it; does nothing when there is none. Commands that come meanwhile get NOT READY, so who
   * uses the disk would lose what it writes.
   *
   * @param force also while it is in use
   * @throws IOException when it is in use and not forced, and nothing has changed then
   */
  void remove(boolean force) throws IOException {
    Optional<KernelDisk> disk = find();
    if (disk.isPresent()) {
      if (!force) {
        disk.get().requireLeftUnused();
      }
      remove(disk.get(), force);
    }
  }

  private Optional<KernelDisk> find() throws IOException {
    Optional<Backstore> backstore = Backstore.find(kernel.configFs(), name, devConfig);
    return backstore.isPresent() ? Optional.of(over(backstore.get())) : Optional.empty();
  }

  private KernelDisk over(Backstore backstore) throws IOException {
    LoopbackTarget target =
        LoopbackTarget.of(kernel.configFs(), backstore)
            .orElseGet(() -> new LoopbackTarget(kernel.configFs(), "naa.none", 0));
    DiskPlan plan = DiskPlan.ofLeft(name, devConfig, backstore.serial(), devDirectory);
    return new KernelDisk(kernel, plan, backstore, target);
  }

  /** Takes the path to it away where that leads to another disk by now, or to none. */
  void dropPathAstray() throws IOException {
    Optional<KernelDisk> disk = find();
    if (disk.isPresent()) {
      disk.get().dropPathAstray();
    }
  }

  /** Who uses it, as far as that can be told without opening it: nobody might answer. */
  Optional<String> use() throws IOException {
    Optional<KernelDisk> disk = find();
    return disk.isPresent()
        ? disk.get().use(DiskUse.withoutOpening(kernel.paths()))
        : Optional.empty();
  }

  /** The names of the disks of an instance that are in the kernel, whoever serves them. */
  public static List<String> names(Kernel kernel, String instance) throws IOException {
    List<String> names = new ArrayList<>();
    for (Backstore backstore : Backstore.all(kernel.configFs())) {
      if (backstore.devConfig().equals(DiskPlan.devConfig(instance, backstore.name()))) {
        names.add(backstore.name());
      }
    }
    return names;
  }

  private void remove(KernelDisk disk, boolean force) throws IOException {
    NobodysUnit unit = new NobodysUnit(name);
    try (RingWatch watch = new RingWatch()) {
      disk.adopt(
          port ->
              new RingServer(
                  port, unit, unit, unit::refuse, watch, new RingThreads("sluice-ring-" + name)));
      try {
        disk.remove(force);
      } catch (IOException e) {
        Failures leaving = new Failures();
        leaving.attempt("stop serving " + name, disk::leave);
        leaving.addTo(e);
        throw e;
      }
    }
  }
}
