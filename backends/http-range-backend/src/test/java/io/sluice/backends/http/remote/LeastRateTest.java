package io.sluice.backends.http.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeastRateTest {
  private static final int PER_LOOK = 1000;

  private final LeastRate rate = new LeastRate(PER_LOOK, Duration.ofSeconds(LeastRate.LOOKS));
  private long received;

  private boolean look(long more, int sharers) {
    received += more;
    return rate.look(received, sharers);
  }

  @Test
  void shouldJudgeNothingBeforeAWindowIsOver() {
    for (int i = 1; i < LeastRate.LOOKS; i++) {
      assertTrue(look(0, 1));
      assertFalse(rate.isWindowOver());
    }
    assertFalse(look(PER_LOOK * LeastRate.LOOKS - 1, 1));
    assertTrue(rate.isWindowOver());
  }

  @Test
  void shouldTakeABurstForTheWholeWindow() {
    assertTrue(look(PER_LOOK * LeastRate.LOOKS, 1));
    for (int i = 1; i < LeastRate.LOOKS; i++) {
      assertTrue(look(0, 1));
    }
    assertFalse(look(0, 1), "the burst is out of the window");
    assertEquals(0, rate.inWindow());
  }

  @Test
  void shouldWantOfEachItsShareOnly() {
    for (int i = 0; i < 3 * LeastRate.LOOKS; i++) {
      assertTrue(look(PER_LOOK / 8, 8));
    }
    for (int i = 1; i < LeastRate.LOOKS; i++) {
      look(PER_LOOK / 8, 1);
    }
    assertFalse(look(PER_LOOK / 8, 1));
  }

  @Test
  void shouldWantOneByteAtTheLeast() {
    LeastRate any = new LeastRate(0, Duration.ofSeconds(1));
    for (int i = 1; i < LeastRate.LOOKS; i++) {
      assertTrue(any.look(1, 1));
    }
    assertTrue(any.look(1, 1));
    assertFalse(any.look(1, 1));
  }
}
