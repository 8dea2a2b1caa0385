package io.sluice.launcher;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the programs that the tests call are there. The gateway needs none of them. */
final class TestToolsCheckup {
  private static final Map<String, String> PACKAGE_OF_PROGRAM =
      new TreeMap<>(
          Map.of(
              "linux.uml", "user-mode-linux",
              "gcc", "gcc",
              "modprobe", "kmod",
              "fio", "fio",
              "sg_inq", "sg3-utils",
              "mkfs.ext4", "e2fsprogs",
              "mkfs.xfs", "xfsprogs",
              "tmux", "tmux"));

  private final Machine machine;

  TestToolsCheckup(Machine machine) {
    this.machine = machine;
  }

  List<Finding> examine() {
    return PACKAGE_OF_PROGRAM.entrySet().stream()
        .map(entry -> program(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Finding program(String name, String debianPackage) {
    return machine.hasProgram(name)
        ? Finding.ok(name)
        : Finding.warn(
            name + " is missing; tests that call it are skipped",
            "apt-get install " + debianPackage);
  }
}
