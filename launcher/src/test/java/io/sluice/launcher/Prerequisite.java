package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** Something a test needs of its machine: without it, a skip on a person's, a failure in CI. */
final class Prerequisite {
  private Prerequisite() {}

  static void check(boolean present, String missing) {
    if (!present && "true".equals(System.getenv("CI"))) {
      fail(missing);
    }
    if (!present) {
      abort(missing);
    }
  }

  static void program(String name) {
    check(Machine.thisOne().hasProgram(name), "the program " + name + " is missing");
  }

  static void root() {
    check(Machine.thisOne().isRoot(), "only root can start a process as somebody else");
  }
}
