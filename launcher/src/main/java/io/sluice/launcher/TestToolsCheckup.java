package io.sluice.launcher;

import java.util.List;

/** Whether the programs that the tests call are there. The gateway needs none of them. */
final class TestToolsCheckup {
  private final Machine machine;

  TestToolsCheckup(Machine machine) {
    this.machine = machine;
  }

  List<Finding> examine() {
    return TestPrograms.packages().entrySet().stream()
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
