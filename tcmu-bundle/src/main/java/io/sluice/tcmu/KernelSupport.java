package io.sluice.tcmu;

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

  /**
   * One thing that was looked at.
   *
   * @param subject what: a module, a mount, a right
   * @param isGood whether it is as it has to be
   * @param detail what was found
   * @param remedy what a person can do; empty when it is good
   */
  public record Finding(String subject, boolean isGood, String detail, String remedy) {
    public static Finding good(String subject, String detail) {
      return new Finding(subject, true, detail, "");
    }

    public static Finding bad(String subject, String detail, String remedy) {
      return new Finding(subject, false, detail, remedy);
    }

    @Override
    public String toString() {
      return subject + ": " + detail + (remedy.isEmpty() ? "" : ". " + remedy);
    }
  }

  /** Looks, and changes nothing. In the order in which a person would put things right. */
  public static List<Finding> check() {
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
  public static List<Finding> prepare() {
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
            .map(Finding::toString)
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw new IOException("no TCMU devices here: " + problems);
    }
  }
}
