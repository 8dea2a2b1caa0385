package io.sluice.launcher;

import io.sluice.tcmu.KernelFinding;
import io.sluice.tcmu.library.KernelSupport;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether this kernel has TCMU, and whether we may use it. What has to be there is known to {@link
 * KernelSupport}; here it is told apart what the gateway will put right itself.
 */
final class KernelCheckup {
  private static final String MODULE = "kernel module ";
  private static final String CONFIGFS = "configfs";

  private final Machine machine;
  private final List<KernelFinding> found;

  KernelCheckup(Machine machine, List<KernelFinding> found) {
    this.machine = machine;
    this.found = found;
  }

  List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(user());
    found.forEach(finding -> findings.add(judge(finding)));
    return findings;
  }

  private Finding user() {
    return machine.isRoot()
        ? Finding.ok("runs as root")
        : Finding.no(
            "runs as " + machine.user() + "; the kernel's target is root's", "Run as root");
  }

  private Finding judge(KernelFinding finding) {
    String what = finding.subject() + ": " + finding.detail();
    if (finding.isGood()) {
      return Finding.ok(what);
    }
    boolean isModule = finding.subject().startsWith(MODULE);
    String name = isModule ? finding.subject().substring(MODULE.length()) : finding.subject();
    if (!isLoadable(name)) {
      return isModule
          ? Finding.no(
              what + ", and this kernel (" + machine.kernelRelease() + ") has no such module",
              "Boot a kernel that has it: Debian's linux-image-amd64 does, its cloud kernels don't")
          : Finding.no(what, finding.remedy());
    }
    return machine.isRoot()
        ? Finding.warn(what, "Nothing: the gateway sees to it when it starts")
        : Finding.no(what, finding.remedy());
  }

  /** Whether this kernel's modules, or its file systems, have it. */
  private boolean isLoadable(String module) {
    String folder = "/lib/modules/" + machine.kernelRelease();
    return isListed(folder + "/modules.builtin", module)
        || isListed(folder + "/modules.dep", module)
        || (module.equals(CONFIGFS)
            && machine.lines("/proc/filesystems").stream().anyMatch(l -> l.endsWith(CONFIGFS)));
  }

  private boolean isListed(String index, String name) {
    String file = ".*/" + name.replace("_", "[_-]") + "\\.ko(\\..*)?";
    return machine.lines(index).stream()
        .map(line -> line.split(":", 2)[0])
        .anyMatch(path -> path.matches(file));
  }
}
