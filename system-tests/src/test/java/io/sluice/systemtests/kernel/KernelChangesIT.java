package io.sluice.systemtests.kernel;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What others do to disks in the kernel, or a killed gateway leaves there. The system property
 * {@code sluice.outage.seconds}, such as {@code 150,300}, has commands wait that long for a
 * gateway; otherwise it is a short outage, with a patience of the kernel's that is cut down.
 */
@KernelTest
class KernelChangesIT {
  private static final List<Integer> OUTAGES =
      Stream.of(System.getProperty("sluice.outage.seconds", "0").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    int seconds = OUTAGES.stream().mapToInt(Integer::intValue).sum();
    report =
        UmlGuest.running("kernel-changes")
            .withDistribution()
            .with("OUTAGES", OUTAGES.stream().map(String::valueOf).collect(Collectors.joining(" ")))
            .with("SCENARIO_SECONDS", Integer.toString(240 + seconds))
            .withTimeLimit(Duration.ofMinutes(7).plusSeconds(seconds))
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
