package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** File systems on a disk of the gateway: their data is in the image, and survives the gateway. */
@KernelTest
class FileSystemsIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("file-systems")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(6))
            .run();
  }

  @Test
  void shouldServeTwoImages() {
    report.assertPassed("gateway-serves");
  }

  @Test
  void shouldHoldAnExt4FileSystem() {
    report.assertPassed("ext4-is-made-and-filled");
  }

  @Test
  void shouldHoldAnXfsFileSystem() {
    report.assertPassed("xfs-is-made-and-filled");
  }

  @Test
  void shouldStop() {
    report.assertPassed("gateway-stops");
  }

  @Test
  void shouldLeaveAnExt4ImageThatMountsByLoop() {
    report.assertPassed("ext4-image-mounts-by-loop");
  }

  @Test
  void shouldLeaveAnXfsImageThatMountsByLoop() {
    report.assertPassed("xfs-image-mounts-by-loop");
  }

  @Test
  void shouldStartAnew() {
    report.assertPassed("gateway-starts-anew");
  }

  @Test
  void shouldReadTheExt4FileSystemBack() {
    report.assertPassed("ext4-reads-back");
  }

  @Test
  void shouldReadTheXfsFileSystemBack() {
    report.assertPassed("xfs-reads-back");
  }

  @Test
  void shouldNotRemoveAMountedDisk() {
    report.assertPassed("a-mounted-disk-is-not-removed");
  }
}
