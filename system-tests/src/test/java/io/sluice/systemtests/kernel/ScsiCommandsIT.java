package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a disk of the kernel answers to sg3-utils. */
@KernelTest
class ScsiCommandsIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("scsi-commands")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(4))
            .run();
  }

  @Test
  void shouldServeTwoDisks() {
    report.assertPassed("gateway-serves");
  }

  @Test
  void shouldTellWhatItIs() {
    report.assertPassed("vpd-pages-and-capacity");
  }

  @Test
  void shouldTellWhichCommandsItHas() {
    report.assertPassed("supported-operation-codes");
  }

  @Test
  void shouldTellItsModes() {
    report.assertPassed("mode-pages");
  }

  @Test
  void shouldUnmapWhatItIsTold() {
    report.assertPassed("unmap-and-lba-status");
  }

  @Test
  void shouldWriteTheSameOverAndOver() {
    report.assertPassed("write-same");
  }

  @Test
  void shouldWriteOnlyWhereItFindsWhatIsExpected() {
    report.assertPassed("compare-and-write");
  }

  @Test
  void shouldVerifyAndSynchronize() {
    report.assertPassed("verify-and-synchronize");
  }

  @Test
  void shouldCopyBetweenDisksThatOnlyThisMachineSees() {
    report.assertPassed("extended-copy");
  }

  @Test
  void shouldHaveReservationsKeptByTheKernel() {
    report.assertPassed("persistent-reservations");
  }

  @Test
  void shouldRefuseReservationsWithTwoTransports() {
    report.assertPassed("no-reservations-with-two-transports");
  }

  @Test
  void shouldTellOfAReset() {
    report.assertPassed("a-reset-is-told");
  }

  @Test
  void shouldRefuseAsTheStandardSays() {
    report.assertPassed("refusals");
  }
}
