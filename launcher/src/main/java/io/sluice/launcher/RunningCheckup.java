package io.sluice.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway that runs here tells of itself: what two files want of each other, a component
 * that hangs, a disk that is not served can't be seen from outside.
 */
final class RunningCheckup {
  private final ShellClient shell;

  RunningCheckup(Places places) {
    shell = new ShellClient(places);
  }

  /**
   * Nothing where no gateway runs.
   *
   * @param known what was found without it, and is not told again
   */
  List<Finding> examine(List<Finding> known) {
    List<Finding> findings = new ArrayList<>();
    try {
      List<String> problems =
          shell.ask("gateway:problems").lines().filter(line -> !line.isBlank()).toList();
      if (problems.isEmpty()) {
        findings.add(Finding.ok("it refuses nothing"));
      }
      problems.stream()
          .filter(line -> known.stream().noneMatch(finding -> line.contains(finding.what())))
          .forEach(line -> findings.add(Finding.warn(line, "")));
    } catch (Failure e) {
      if (e.exitCode() != Failure.NOT_RUNNING) {
        findings.add(Finding.warn(e.getMessage(), "Look into its log"));
      }
    } catch (IOException e) {
      findings.add(Finding.warn("it can't be asked: " + e.getMessage(), "Look into its log"));
    }
    return findings;
  }
}
