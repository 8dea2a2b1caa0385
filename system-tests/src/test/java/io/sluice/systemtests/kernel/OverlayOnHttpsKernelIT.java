package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A mounted file system on an overlay on a compressed qcow2 image on HTTPS. {@code
 * sluice.overlay.kernel.kills} and {@code sluice.chaos.seed} set how often the gateway is killed,
 * and when.
 */
@KernelTest
class OverlayOnHttpsKernelIT {
  private static final int SECONDS_FOR_A_KILL = 60;
  private static final int SECONDS_FOR_THE_REST = 240;

  @Test
  void shouldKeepAFileSystemThroughKills() throws Exception {
    int kills = Integer.getInteger("sluice.overlay.kernel.kills", 3);
    int seconds = kills * SECONDS_FOR_A_KILL + SECONDS_FOR_THE_REST;
    UmlGuest.running("overlay-on-https")
        .withDistribution()
        .withTimeLimit(Duration.ofSeconds(seconds + 60))
        .with("OVERLAY_KILLS", Integer.toString(kills))
        .with("OVERLAY_SEED", Long.toString(Long.getLong("sluice.chaos.seed", 1)))
        .with("OVERLAY_LIMIT", Integer.toString(seconds))
        .run()
        .assertPassed("ext4-lives-on-it-through-kills");
  }
}
