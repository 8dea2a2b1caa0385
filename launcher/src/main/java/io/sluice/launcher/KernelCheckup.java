package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether this kernel has TCMU, and whether we may use it. */
final class KernelCheckup {
  private static final String CONFIGFS = "/sys/kernel/config";
  private static final String TARGET = CONFIGFS + "/target";
  private static final List<String> MODULES =
      List.of("target_core_mod", "target_core_user", "tcm_loop", "uio");

  private final Machine machine;

  KernelCheckup(Machine machine) {
    this.machine = machine;
  }

  List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(user());
    MODULES.forEach(module -> findings.add(module(module)));
    findings.add(configfs());
    findings.add(target());
    findings.add(devices());
    return findings;
  }

  private Finding user() {
    return machine.isRoot()
        ? Finding.ok("runs as root")
        : Finding.no(
            "runs as " + machine.user() + "; the kernel's target is root's", "run as root");
  }

  private Finding module(String name) {
    if (machine.exists("/sys/module/" + name)) {
      return Finding.ok("kernel module " + name + " is loaded");
    }
    String folder = "/lib/modules/" + machine.kernelRelease();
    if (isListed(folder + "/modules.builtin", name)) {
      return Finding.ok("kernel has " + name + " built in");
    }
    if (isListed(folder + "/modules.dep", name)) {
      return machine.isRoot()
          ? Finding.ok("kernel module " + name + " is not loaded; the gateway will load it")
          : Finding.no("kernel module " + name + " is not loaded", "as root: modprobe " + name);
    }
    return Finding.no(
        "kernel " + machine.kernelRelease() + " has no module " + name,
        "boot a kernel with it; Debian's linux-image-amd64 has it, its cloud kernels don't");
  }

  private boolean isListed(String index, String name) {
    return machine.lines(index).stream()
        .map(line -> line.split(":", 2)[0])
        .anyMatch(path -> path.matches(".*/" + name.replace("_", "[_-]") + "\\.ko(\\..*)?"));
  }

  private Finding configfs() {
    boolean mounted =
        machine.lines("/proc/mounts").stream()
            .map(line -> line.split(" ", 4))
            .anyMatch(mount -> mount.length > 2 && mount[1].equals(CONFIGFS) && isConfigfs(mount));
    return mounted
        ? Finding.ok("configfs is mounted on " + CONFIGFS)
        : Finding.no("configfs is not mounted", "as root: mount -t configfs configfs " + CONFIGFS);
  }

  private static boolean isConfigfs(String[] mount) {
    return mount[2].equals("configfs");
  }

  private Finding target() {
    if (!machine.exists(TARGET)) {
      return machine.exists("/sys/module/target_core_mod")
          ? Finding.no(TARGET + " is not there", "mount configfs")
          : Finding.warn(TARGET + " is not there yet", "it comes with target_core_mod");
    }
    return Files.isWritable(machine.path(TARGET))
        ? Finding.ok(TARGET + " can be written")
        : Finding.no(TARGET + " can't be written by " + machine.user(), "run as root");
  }

  private Finding devices() {
    long uio;
    try (Stream<Path> nodes = Files.list(machine.path("/dev"))) {
      uio = nodes.filter(node -> node.getFileName().toString().startsWith("uio")).count();
    } catch (IOException e) {
      return Finding.no("/dev can't be read: " + e.getMessage(), "run as root");
    }
    return Files.isWritable(machine.path("/dev"))
        ? Finding.ok("/dev can be written; " + uio + " uio devices there")
        : Finding.no("/dev can't be written by " + machine.user(), "run as root");
  }
}
