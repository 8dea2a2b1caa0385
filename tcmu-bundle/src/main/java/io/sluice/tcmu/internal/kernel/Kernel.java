package io.sluice.tcmu.internal.kernel;

import io.sluice.tcmu.internal.ring.RingPort;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a disk needs of the kernel.
 *
 * @param paths where its file systems are
 * @param configFs its targets
 * @param uio opens uio devices
 * @param nodes device nodes
 */
public record Kernel(KernelPaths paths, ConfigFs configFs, UioOpener uio, DeviceNodes nodes) {
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

    /** Whether that is what stands there. */
    boolean isBlock(Path path) throws IOException;
  }

  /** The one that runs here. */
  public static Kernel running() {
    KernelPaths paths = KernelPaths.STANDARD;
    UioEvents idle = new UioEvents();
    return new Kernel(
        paths,
        new MountedConfigFs(paths.target()),
        uio -> UioDevice.open(paths, uio, idle),
        new SystemNodes());
  }
}
