package io.sluice.tcmu.library;

import io.sluice.tcmu.KernelFinding;
import io.sluice.tcmu.internal.LeftDisk;
import io.sluice.tcmu.internal.kernel.Kernel;
import io.sluice.tcmu.internal.kernel.KernelChecks;
import io.sluice.tcmu.internal.kernel.KernelPaths;
import io.sluice.tcmu.internal.kernel.ModuleLoader;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks whether this machine's kernel supports TCMU devices, and says what to do if it does not.
 */
public final class KernelSupport {
  private KernelSupport() {}

  /**
   * Checks without changing anything. The findings are in the order in which a person would fix
   * them.
   */
  public static List<KernelFinding> check() {
    return new KernelChecks(KernelPaths.STANDARD).run();
  }

  /**
   * The names of an instance's disks in the kernel, whether or not somebody serves them; empty if
   * they can't be determined.
   */
  public static List<String> disks(String instance) {
    try {
      return LeftDisk.names(Kernel.running(), instance);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Loads the kernel modules and mounts configfs, if needed and permitted; then checks. */
  public static List<KernelFinding> prepare() {
    new ModuleLoader(KernelPaths.STANDARD).loadMissing();
    return check();
  }

  /**
   * As {@link #prepare}.
   *
   * @throws IOException naming everything that is not good, each with its remedy
   */
  public static void requireReady() throws IOException {
    String problems =
        prepare().stream()
            .filter(finding -> !finding.isGood())
            .map(KernelFinding::toString)
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw new IOException("no TCMU devices here: " + problems);
    }
  }
}
