package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A file becomes a disk, by configuration and by {@code sluice export}, with the identity that it
 * was given.
 */
@KernelTest
class FileAsDiskIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("file-as-disk")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(6))
            .run();
  }

  @Test
  void shouldShowAConfiguredFileAsADiskWithItsIdentity() {
    report.assertPassed("a-lun-file-becomes-a-disk-with-its-identity");
  }

  @Test
  void shouldMakeAWorkingNodeInTheDeviceDirectory() {
    report.assertPassed("the-node-in-the-device-directory-works");
  }

  @Test
  void shouldLeaveTheDiskWhenItStopsAndTakeItOverWhenItStarts() {
    report.assertPassed("a-stopped-gateway-leaves-the-disk-and-a-new-one-takes-it-over");
  }

  @Test
  void shouldPassBlockSizesAndReadOnlyOnToTheDisk() {
    report.assertPassed("block-sizes-and-read-only-reach-the-disk");
  }

  @Test
  void shouldExportAFileAndTakeTheDiskAwayAtTheEnd() {
    report.assertPassed("export-makes-a-disk-and-takes-it-away");
  }

  @Test
  void shouldExportReadOnly() {
    report.assertPassed("export-serves-read-only");
  }
}
