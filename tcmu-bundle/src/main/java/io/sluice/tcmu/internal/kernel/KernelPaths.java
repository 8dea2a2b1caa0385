package io.sluice.tcmu.internal.kernel;

import java.nio.file.Path;

/**
 * Where the kernel's file systems are mounted.
 *
 * @param sys sysfs
 * @param proc procfs
 * @param dev device nodes
 */
public record KernelPaths(Path sys, Path proc, Path dev) {
  /** Where every Linux has them. */
  public static final KernelPaths STANDARD =
      new KernelPaths(Path.of("/sys"), Path.of("/proc"), Path.of("/dev"));

  /** Where configfs is mounted. */
  public Path configFs() {
    return sys.resolve("kernel/config");
  }

  /** The target subsystem in configfs. */
  public Path target() {
    return configFs().resolve("target");
  }
}
