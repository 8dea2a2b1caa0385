package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.gateway.internal.Commands;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.util.Optional;
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
  void shouldRememberThatThereWasNoRoomUntilThereIs() {
    statistics.count(
        Commands.write(),
        ScsiResponse.checkCondition(
            SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED));
    statistics.count(Commands.read(), ScsiResponse.good());
    assertTrue(statistics.failure().orElseThrow().isOfSpace());
    statistics.count(Commands.write(), ScsiResponse.good());
    assertEquals(Optional.empty(), statistics.failure());
  }

  @Test
  void shouldRememberWhatTheMediumFailedAndNotWhatTheInitiatorDid() {
    statistics.count(Commands.read(), ScsiResponse.illegalRequest());
    statistics.count(Commands.read(), ScsiResponse.status(ScsiStatus.BUSY));
    assertEquals(Optional.empty(), statistics.failure());
    statistics.count(Commands.read(), ScsiResponse.mediumError());
    statistics.count(Commands.read(), ScsiResponse.good());
    assertFalse(statistics.failure().orElseThrow().isOfSpace());
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
