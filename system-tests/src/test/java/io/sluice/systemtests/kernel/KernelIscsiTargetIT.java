package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kernel's own iSCSI target over disks of the gateway, used by Linux's own initiator. */
@KernelTest
class KernelIscsiTargetIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("kernel-iscsi-target")
            .withDistribution()
            .withTimeLimit(Duration.ofMinutes(6))
            .run();
  }

  @Test
  void shouldLetInInitiatorsThatProveThemselvesAndHoldAFileSystem() {
    report.assertPassed("discovery-login-and-file-system");
  }

  @Test
  void shouldTakeNoDiskFromAnInitiatorThatIsLoggedIn() {
    report.assertPassed("nobody-takes-a-disk-from-who-is-logged-in");
  }

  @Test
  void shouldLoseNothingWhenAConnectionIsCutInMidWrite() {
    report.assertPassed("a-connection-cut-in-mid-write-loses-nothing");
  }

  @Test
  void shouldBeTakenOverUnderASession() {
    report.assertPassed("a-killed-gateway-is-taken-over-under-a-session");
  }

  @Test
  void shouldLeaveNothingWhenItIsRemoved() {
    report.assertPassed("logout-and-removal-leave-nothing");
  }
}
