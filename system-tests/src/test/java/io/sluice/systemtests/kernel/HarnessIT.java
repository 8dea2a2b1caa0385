package io.sluice.systemtests.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The harness itself: without Sluice, on a disk that the guest kernel serves alone. */
@KernelTest
class HarnessIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report = UmlGuest.running("harness").withTimeLimit(Duration.ofSeconds(40)).run();
  }

  @Test
  void shouldPassAScenarioOnTheKernelsOwnDisk() {
    report.assertPassed("kernel-disk-holds-a-file-system");
  }

  @Test
  void shouldReportAFailedCheckWithItsValues() {
    AssertionFailedError failure =
        assertThrows(AssertionFailedError.class, () -> report.assertPassed("a-failure-is-seen"));

    assertTrue(failure.getMessage().contains("the sky: expected 'green', got 'blue'"));
  }

  @Test
  void shouldEndAScenarioThatHangsAndGoOn() {
    assertTrue(report.output("a-hang-is-ended").contains("took longer than 2 s"));
    report.assertPassed("the-next-one-runs");
  }

  @Test
  void shouldKillAGuestThatHangsAndKeepItsConsole() throws Exception {
    GuestReport hung =
        UmlGuest.running("harness")
            .reportedAs("harness-hang")
            .with("HANG", "true")
            .withTimeLimit(Duration.ofSeconds(8))
            .run();

    assertTrue(hung.wasKilled());
    assertEquals(-1, hung.status("kernel-disk-holds-a-file-system"));
    assertTrue(hung.console().contains("the guest hangs now"));
  }
}
