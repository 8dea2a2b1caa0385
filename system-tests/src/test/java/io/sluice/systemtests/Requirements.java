package io.sluice.systemtests;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sluice.launcher.TestPrograms;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Programs that a test calls: without them a skip on a person's machine, a failure in CI. */
public final class Requirements {
  private Requirements() {}

  /** Ends the test unless all of them are there. */
  public static void check(String... programs) {
    Map<String, String> missing = TestPrograms.missing();
    missing.keySet().retainAll(List.of(programs));
    if (missing.isEmpty()) {
      return;
    }
    String reason =
        "this test needs: apt-get install --no-install-recommends "
            + String.join(" ", new TreeSet<>(missing.values()));
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    abort(reason);
  }
}
