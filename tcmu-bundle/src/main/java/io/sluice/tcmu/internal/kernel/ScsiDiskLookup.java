package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the block device of a SCSI disk by its address. */
public final class ScsiDiskLookup {
  private static final long LOOK_AGAIN_MILLIS = 10;

  private final KernelPaths paths;

  public ScsiDiskLookup(KernelPaths paths) {
    this.paths = paths;
  }

  /**
   * A disk as the kernel knows it.
   *
   * @param name {@code sda} …
   * @param major device number
   * @param minor device number
   */
  public record ScsiDisk(String name, int major, int minor) {}

  /** The disk at {@code host:channel:id:lun}, when it is there already. */
  public Optional<ScsiDisk> find(String address) throws IOException {
    Path block = paths.sys().resolve("bus/scsi/devices").resolve(address).resolve("block");
    if (!Files.isDirectory(block)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(block)) {
      Optional<Path> disk = entries.findFirst();
      return disk.isPresent() ? read(disk.get()) : Optional.empty();
    }
  }

  private static Optional<ScsiDisk> read(Path disk) throws IOException {
    Path dev = disk.resolve("dev");
    if (!Files.exists(dev)) {
      return Optional.empty();
    }
    String[] numbers = Files.readString(dev).strip().split(":", -1);
    return Optional.of(
        new ScsiDisk(
            disk.getFileName().toString(),
            Integer.parseInt(numbers[0]),
            Integer.parseInt(numbers[1])));
  }

  /**
   * Has the kernel take the disk for one without a cache, when it is about to go: it would send a
   * last SYNCHRONIZE CACHE, and wait minutes for it where no handler is bound. The volume is
   * flushed when its handler is closed.
   */
  public void forgoLastFlush(String address) throws IOException {
    Path device = paths.sys().resolve("bus/scsi/devices").resolve(address);
    Path cacheType = device.resolve("scsi_disk").resolve(address).resolve("cache_type");
    if (Files.exists(cacheType)) {
      Files.writeString(cacheType, "temporary write through", StandardOpenOption.WRITE);
    }
  }

  /** Waits for the disk; the kernel looks for it on a thread of its own. */
  public ScsiDisk await(String address, long timeoutMillis)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    Optional<ScsiDisk> disk = find(address);
    while (disk.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "no disk appeared at SCSI address "
                + address
                + " within "
                + timeoutMillis / 1000
                + " s. Is the kernel module sd_mod loaded? The kernel's log (dmesg) says more");
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
      disk = find(address);
    }
    return disk.get();
  }
}
