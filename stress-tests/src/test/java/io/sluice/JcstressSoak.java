package io.sluice;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Runs this module's tests of races, in the mode that {@code -Dsluice.jcstress.mode} names; those
 * that {@code -Dsluice.jcstress.tests} matches. What came out, for each of them and each way of
 * compiling it, is in {@code target/jcstress}.
 */
class JcstressSoak {
  @Test
  void shouldSeeNoOutcomeThatIsForbidden() throws Exception {
    OwnJvm.run(
        Path.of("target", "jcstress").toAbsolutePath(),
        "org.openjdk.jcstress.Main",
        "-m",
        System.getProperty("sluice.jcstress.mode", "quick"),
        "-t",
        System.getProperty("sluice.jcstress.tests", ".*"),
        "-sc", // each way of compiling for both threads alike: an eighth of the runs
        "false",
        "-r",
        "results");
  }
}
