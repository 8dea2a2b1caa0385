package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs from the machine: a skip on a person's own, a failure in CI. */
public final class Prerequisite {
  private Prerequisite() {}

  /** Goes on only where it is there. */
  public static void require(boolean met, String what) {
    if (!met && "true".equals(System.getenv("CI"))) {
      fail("CI lacks a prerequisite: " + what);
    }
    assumeTrue(met, () -> "skipped, since it needs " + what);
  }
}
