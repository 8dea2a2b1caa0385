package io.sluice.tcmu.internal.kernel;

import io.sluice.tcmu.KernelFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the kernel has and what this process may. Changes nothing. */
public final class KernelChecks {
  private static final String CONFIGFS_MOUNT = "configfs";

  private final KernelPaths paths;

  public KernelChecks(KernelPaths paths) {
    this.paths = paths;
  }

  /** All findings, in the order in which a person would put things right. */
  public List<KernelFinding> run() {
    List<KernelFinding> findings = new ArrayList<>();
    for (KernelModule module : KernelModule.values()) {
      findings.add(module(module));
    }
    findings.add(mount());
    if (findings.stream().allMatch(KernelFinding::isGood)) {
      findings.add(rightToWrite());
    }
    return List.copyOf(findings);
  }

  private KernelFinding module(KernelModule module) {
    String subject = "kernel module " + module.moduleName();
    if (module.isLoaded(paths)) {
      return KernelFinding.good(subject, module.purpose() + ", there");
    }
    return KernelFinding.bad(
        subject,
        module.purpose() + ", not loaded",
        "As root: modprobe "
            + module.moduleName()
            + ". Where it finds none, this kernel was built without (see linux-modules-extra)");
  }

  private KernelFinding mount() {
    if (isConfigFsMounted(paths)) {
      return KernelFinding.good("configfs", "mounted on " + paths.configFs());
    }
    return KernelFinding.bad(
        "configfs",
        "not mounted on " + paths.configFs(),
        "As root: mount -t configfs configfs " + paths.configFs());
  }

  static boolean isConfigFsMounted(KernelPaths paths) {
    Path mounts = paths.proc().resolve("self/mounts");
    try {
      return Files.readAllLines(mounts).stream()
          .map(line -> line.split(" ", -1)) // device, mount point, type
          .anyMatch(
              fields ->
                  fields.length > 2
                      && fields[1].equals(paths.configFs().toString())
                      && fields[2].equals(CONFIGFS_MOUNT));
    } catch (IOException e) {
      return false;
    }
  }

  private KernelFinding rightToWrite() {
    Path core = paths.target().resolve("core");
    if (Files.isWritable(core)) {
      return KernelFinding.good("right to make devices", core + " can be written");
    }
    return KernelFinding.bad(
        "right to make devices",
        core + " can't be written",
        "Run as root; in a container, with --privileged and /sys writable");
  }
}
