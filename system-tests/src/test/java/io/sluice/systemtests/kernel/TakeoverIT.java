package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gateway is killed, or its store stalls; the disk goes on. */
@KernelTest
class TakeoverIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("takeover")
            .withDistribution()
            .with("SCENARIO_SECONDS", "480")
            .withTimeLimit(Duration.ofMinutes(15))
            .run();
  }

  @Test
  void shouldGoOnUnderIoAfterTheGatewayWasKilled() {
    report.assertPassed("killed-under-io-the-next-gateway-goes-on");
  }

  @Test
  void shouldKeepAcknowledgedWritesWhenKilled() {
    report.assertPassed("acknowledged-writes-survive-kill");
  }

  @Test
  void shouldDelayNeitherInquiryNorAnotherLunByASlowStore() {
    report.assertPassed("a-slow-store-delays-neither-inquiry-nor-another-lun");
  }
}
