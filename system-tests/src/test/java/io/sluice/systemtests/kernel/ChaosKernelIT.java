package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Over TCMU, with a mounted file system and a raw disk: nothing that is done to the gateway is seen
 * there. {@code sluice.chaos.kernel.swaps}, {@code sluice.chaos.kills}, {@code .minutes} and {@code
 * .seed} set how long and in which order.
 */
@KernelTest
class ChaosKernelIT {
  private static final int SECONDS_FOR_A_SWAP = 6;
  private static final int SECONDS_FOR_A_KILL = 60;
  private static final int SECONDS_FOR_THE_REST = 180;

  @Test
  void shouldFailNoCommandWhateverIsDoneToTheGateway() throws Exception {
    int minutes = Integer.getInteger("sluice.chaos.minutes", 0);
    int swaps = Integer.getInteger("sluice.chaos.kernel.swaps", 20);
    int kills = Integer.getInteger("sluice.chaos.kills", 2);
    long seed = Long.getLong("sluice.chaos.seed", 1);
    int seconds =
        Math.max(swaps * SECONDS_FOR_A_SWAP, minutes * 60)
            + kills * SECONDS_FOR_A_KILL
            + SECONDS_FOR_THE_REST;
    UmlGuest.running("chaos")
        .withDistribution()
        .withTimeLimit(Duration.ofSeconds(seconds + 60))
        .with("CHAOS_SEED", Long.toString(seed))
        .with("CHAOS_SWAPS", Integer.toString(swaps))
        .with("CHAOS_KILLS", Integer.toString(kills))
        .with("CHAOS_SECONDS", Integer.toString(minutes * 60))
        .with("CHAOS_LIMIT", Integer.toString(seconds))
        .run()
        .assertPassed("no-command-fails-whatever-is-done-to-the-gateway");
  }
}
