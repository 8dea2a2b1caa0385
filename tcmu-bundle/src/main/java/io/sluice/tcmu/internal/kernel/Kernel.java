package io.sluice.tcmu.internal.kernel;

import io.sluice.tcmu.internal.ring.RingPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a disk needs of the kernel.
 *
 * @param paths where its file systems are
 * @param configFs its targets
 * @param uio opens uio devices
 * @param nodes device nodes
 * @param sysFs sets attributes in sysfs
 */
public record Kernel(
    KernelPaths paths, ConfigFs configFs, UioOpener uio, DeviceNodes nodes, SysFs sysFs) {
  /** Opens and maps uio devices. */
  @FunctionalInterface
  public interface UioOpener {
    /**
     * Opens one.
     *
     * @throws UioBusyException when another process has it
     */
    RingPort open(UioLookup.Uio uio) throws IOException;
  }

  /** Makes block device nodes, and knows them. */
  public interface DeviceNodes {
    void createBlock(Path path, int major, int minor, int permissions) throws IOException;

    /** The number of the block device that a path leads to; empty where it leads to none. */
    Optional<String> blockNumber(Path path) throws IOException;
  }

  /** Sets attributes of devices. */
  @FunctionalInterface
  public interface SysFs {
    /** Sets one, in one write. Returns when the kernel has done what that means. */
    void write(Path attribute, String value) throws IOException;
  }

  /** The one that runs here. */
  public static Kernel running() {
    KernelPaths paths = KernelPaths.STANDARD;
    UioEvents idle = new UioEvents();
    return new Kernel(
        paths,
        new MountedConfigFs(paths.target()),
        uio -> UioDevice.open(paths, uio, idle),
        new SystemNodes(),
        (attribute, value) -> Files.writeString(attribute, value, StandardOpenOption.WRITE));
  }
}
