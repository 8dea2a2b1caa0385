package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Linux's own initiator on the gateway's own iSCSI target. */
@KernelTest
class IscsiTargetIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("iscsi-target")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(8))
            .run();
  }

  @Test
  void shouldLetInByEveryAlgorithmOfChap() {
    report.assertPassed("discovery-and-chap");
  }

  @Test
  void shouldHoldAFileSystemWithDigests() {
    report.assertPassed("file-system-with-digests");
  }

  @Test
  void shouldTellOfALunThatComes() {
    report.assertPassed("a-lun-that-comes-is-seen-at-once");
  }

  @Test
  void shouldLoseNothingWhenTheConnectionIsCut() {
    report.assertPassed("a-connection-cut-in-mid-write-loses-nothing");
  }

  @Test
  void shouldLoseNothingWhenTheGatewayIsKilled() {
    report.assertPassed("a-killed-gateway-loses-nothing");
  }

  @Test
  void shouldLoseNothingWhenTheGatewayStops() {
    report.assertPassed("a-stopped-gateway-loses-nothing");
  }

  @Test
  void shouldKeepAllOverALogout() {
    report.assertPassed("all-is-there-after-logout");
  }
}
