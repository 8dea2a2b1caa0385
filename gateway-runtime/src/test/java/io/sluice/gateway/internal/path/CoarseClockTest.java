package io.sluice.gateway.internal.path;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoarseClockTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CoarseClock clock = new CoarseClock(timer);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void shouldGoOnWhileItIsAsked() {
    long begin = System.nanoTime();
    long first = clock.nanoTime();
    assertTrue(first - begin >= 0);
    await().until(() -> clock.nanoTime() - first >= CoarseClock.PERIOD_NANOS);
    assertTrue(System.nanoTime() - clock.nanoTime() >= 0, "never ahead");
  }

  @Test
  void shouldStopWhenNobodyAsksAndBeRightWhenSomebodyAsksAgain() {
    clock.nanoTime();
    await().until(() -> !clock.isTicking());
    long later = System.nanoTime();
    assertTrue(clock.nanoTime() - later >= 0);
  }

  @Test
  void shouldTellTheTimeWhenTheGatewayEnds() {
    timer.shutdownNow();
    long begin = System.nanoTime();
    assertTrue(clock.nanoTime() - begin >= 0);
    assertFalse(clock.isTicking());
  }
}
