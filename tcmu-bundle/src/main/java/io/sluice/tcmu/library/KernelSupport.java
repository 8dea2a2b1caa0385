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

/** Tells whether this machine's kernel can have TCMU devices, and what to do where it can't. */
public final class KernelSupport {
  private KernelSupport() {}

  /** Looks, and changes nothing. In the order in which a person would put things right. */
  public static List<KernelFinding> check() {
    return new KernelChecks(KernelPaths.STANDARD).run();
  }

  /**
   * The names of the disks of an instance that are in the kernel, whether or not somebody serves
   * them; none where it can't be told.
   */
  public static List<String> disks(String instance) {
    try {
      return LeftDisk.names(Kernel.running(), instance);
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Loads the kernel modules and mounts configfs, where this process may and it is needed; then
   * looks.
   */
  public static List<KernelFinding> prepare() {
    new ModuleLoader(KernelPaths.STANDARD).loadMissing();
    return check();
  }

  /**
   * As {@link #prepare}.
   *
   * @throws IOException naming all that is not good, each with its remedy
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
