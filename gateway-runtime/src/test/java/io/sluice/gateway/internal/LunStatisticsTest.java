package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.ScsiStatus;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LunStatisticsTest {
  private final LunStatistics statistics = new LunStatistics();

  @Test
  void shouldCountByKindWithTheBytesThatWereMoved() {
    statistics.count(Commands.read(), ScsiResponse.good(12));
    statistics.count(Commands.write(), ScsiResponse.good());
    statistics.count(Commands.write(), ScsiResponse.status(ScsiStatus.BUSY));
    statistics.count(Commands.inquiry(), ScsiResponse.good());
    LunCounters counters = statistics.counters();
    assertEquals(1, counters.reads());
    assertEquals(500, counters.bytesRead());
    assertEquals(2, counters.writes());
    assertEquals(512, counters.bytesWritten());
    assertEquals(1, counters.others());
    assertEquals(1, counters.errors());
  }

  @Test
  void shouldKeepLatencyAcrossLooks() {
    statistics.countLatency(TimeUnit.MICROSECONDS.toNanos(100), 1);
    statistics.counters();
    statistics.countLatency(TimeUnit.DAYS.toNanos(1), 1);
    LunCounters counters = statistics.counters();
    assertEquals(100_000.0, (double) counters.p50(), 2_000.0);
    assertTrue(counters.max() >= TimeUnit.HOURS.toNanos(1), "longer than it can tell apart");
  }

  @Test
  void shouldTellZeroWhereNothingWasMeasured() {
    assertEquals(new LunCounters(0, 0, 0, 0, 0, 0, 0, 0, 0), statistics.counters());
  }
}
