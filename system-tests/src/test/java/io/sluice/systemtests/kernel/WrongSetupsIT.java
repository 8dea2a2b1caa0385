package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is set up wrong is said where a person looks, and harms nothing else. */
@KernelTest
class WrongSetupsIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("wrong-setups")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(7))
            .run();
  }

  @Test
  void shouldGoOnWithoutTheModule() {
    report.assertPassed("no-module");
  }

  @Test
  void shouldSayThatExportNeedsTheModule() {
    report.assertPassed("export-without-module");
  }

  @Test
  void shouldSayThatConfigfsIsNotMounted() {
    report.assertPassed("configfs-not-mounted");
  }

  @Test
  void shouldRefuseAWwnThatIsInUse() {
    report.assertPassed("wwn-in-use");
  }

  @Test
  void shouldSayThatAnImageIsMissing() {
    report.assertPassed("image-missing");
  }

  @Test
  void shouldRefuseAnImageThatIsHeldByAnother() {
    report.assertPassed("image-locked");
  }

  @Test
  void shouldFailReadsOfATruncatedImageAndGoOn() {
    report.assertPassed("image-truncated-while-serving");
  }

  @Test
  void shouldTellTheInitiatorThatSpaceIsOutAndGoOn() {
    report.assertPassed("host-file-system-full");
  }
}
