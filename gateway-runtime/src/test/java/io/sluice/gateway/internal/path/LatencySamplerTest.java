package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatencySamplerTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LunStatistics statistics = new LunStatistics();
  private final LatencySampler sampler = new LatencySampler(new CoarseClock(timer), statistics);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void shouldMeasureTheFirstCommand() {
    sampler.end(sampler.begin());
    assertTrue(statistics.counters().max() > 0);
  }

  @Test
  void shouldCountASlowCommandAlsoWhenItIsNotASample() {
    for (int i = 0; i < LatencySampler.SAMPLE_EVERY; i++) {
      long stamp = sampler.begin();
      if (i == 1) {
        sampler.end(stamp - 5 * LatencySampler.SLOW_NANOS);
      }
    }
    double slow = 5 * LatencySampler.SLOW_NANOS;
    assertEquals(slow, (double) statistics.counters().max(), slow / 10);
  }

  @Test
  void shouldStampCommandsWithAboutTheTime() {
    for (int i = 0; i < 2 * LatencySampler.SAMPLE_EVERY; i++) {
      long stamp = sampler.begin();
      assertTrue(System.nanoTime() - stamp >= -1, "the lowest bit may put it ahead");
    }
  }
}
