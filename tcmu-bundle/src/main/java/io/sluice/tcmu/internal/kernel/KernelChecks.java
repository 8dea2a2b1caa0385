package io.sluice.tcmu.internal.kernel;

import io.sluice.tcmu.KernelSupport.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at what the kernel has and what this process may. Changes nothing. */
public final class KernelChecks {
  private static final String CONFIGFS_MOUNT = "configfs";

  private final KernelPaths paths;

  public KernelChecks(KernelPaths paths) {
    this.paths = paths;
  }

  /** All findings, in the order in which a person would put things right. */
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    List<KernelModule> missing = new ArrayList<>();
    for (KernelModule module : KernelModule.values()) {
      if (module.isLoaded(paths)) {
        findings.add(
            Finding.good("kernel module " + module.moduleName(), module.purpose() + ", there"));
      } else {
        missing.add(module);
      }
    }
    if (!missing.isEmpty()) {
      findings.add(notLoaded(missing));
    }
    findings.add(mount());
    if (findings.stream().allMatch(Finding::isGood)) {
      findings.add(rightToWrite());
    }
    return List.copyOf(findings);
  }

  private static Finding notLoaded(List<KernelModule> modules) {
    String purposes =
        modules.stream()
            .map(module -> module.moduleName() + " (" + module.purpose() + ")")
            .collect(Collectors.joining(", "));
    String names = modules.stream().map(KernelModule::moduleName).collect(Collectors.joining(" "));
    return Finding.bad(
        modules.size() == 1 ? "kernel module" : "kernel modules",
        purposes + ", not loaded",
        "As root: modprobe -a "
            + names
            + ". If that finds none, this kernel was built without"
            + " (distributions have a package such as linux-modules-extra)");
  }

  private Finding mount() {
    if (isConfigFsMounted(paths)) {
      return Finding.good("configfs", "mounted on " + paths.configFs());
    }
    return Finding.bad(
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

  private Finding rightToWrite() {
    Path core = paths.target().resolve("core");
    if (Files.isWritable(core)) {
      return Finding.good("right to make devices", core + " can be written");
    }
    return Finding.bad(
        "right to make devices",
        core + " can't be written",
        "Run as root; in a container, with --privileged and /sys writable");
  }
}
