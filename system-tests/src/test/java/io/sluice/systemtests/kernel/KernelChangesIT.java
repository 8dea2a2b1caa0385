package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What others do to disks in the kernel, or a killed gateway leaves there. The system property
 * {@code sluice.outage.seconds} has commands wait that long for a gateway, with the kernel's own
 * patience; otherwise it is a short outage, longer than a patience that was cut down.
 */
@KernelTest
class KernelChangesIT {
  private static final int OUTAGE_SECONDS = Integer.getInteger("sluice.outage.seconds", 0);

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("kernel-changes")
            .withDistribution()
            .with("OUTAGE_SECONDS", Integer.toString(OUTAGE_SECONDS))
            .with("SCENARIO_SECONDS", Integer.toString(240 + OUTAGE_SECONDS))
            .withTimeLimit(Duration.ofMinutes(7).plusSeconds(OUTAGE_SECONDS))
            .run();
  }

  @Test
  void shouldNeverLeadAPathToAnotherDisk() {
    report.assertPassed("a-path-never-leads-to-another-disk");
  }

  @Test
  void shouldHaveTheKernelFollowASizeAndOpenAResetRingAnew() {
    report.assertPassed("a-size-reaches-the-disk-and-a-reset-ring-is-opened-anew");
  }

  @Test
  void shouldAnswerWhatHasWaitedThroughAnOutage() {
    report.assertPassed("commands-survive-an-outage");
  }

  @Test
  void shouldListADiskWithoutALunAndTakeItAway() {
    report.assertPassed("a-disk-without-a-lun-is-listed-and-taken-away");
  }

  @Test
  void shouldRemoveADiskOfWhichPartsAreGoneAndMakeItAnew() {
    report.assertPassed("a-disk-of-which-parts-are-gone-is-removed-and-made-anew");
  }
}
