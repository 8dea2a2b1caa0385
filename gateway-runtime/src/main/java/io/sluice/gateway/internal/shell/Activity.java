package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.path.LunCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What LUNs have done since it was last asked. One thread. */
final class Activity {
  private static final double SECOND = 1e9;

  private final LogicalUnits logicalUnits;
  private final List<String> names;
  private Map<String, Sample> before = new HashMap<>();

  private record Sample(LunCounters counters, Histogram latency, long at) {}

  /**
   * Begins the first interval.
   *
   * @param names those to look at; empty for all
   */
  Activity(LogicalUnits logicalUnits, List<String> names) {
    this.logicalUnits = logicalUnits;
    this.names = names;
    List<ActivityRow> unused = next();
  }

  /** Ends an interval, and begins the next. */
  List<ActivityRow> next() {
    Map<String, Sample> now = new HashMap<>();
    List<ActivityRow> rows = new ArrayList<>();
    for (LunView lun : logicalUnits.directory().views()) {
      if ((names.isEmpty() || names.contains(lun.name())) && lun.detail().isPresent()) {
        Sample sample =
            new Sample(
                lun.detail().get().counters(),
                logicalUnits.directory().latency(lun.name()),
                System.nanoTime());
        now.put(lun.name(), sample);
        rows.add(row(lun, before.getOrDefault(lun.name(), sample), sample));
      }
    }
    before = now;
    return rows;
  }

  private static ActivityRow row(LunView lun, Sample from, Sample to) {
    double seconds = Math.max(1, to.at() - from.at()) / SECOND;
    Histogram latency = to.latency().copy();
    latency.subtract(from.latency());
    LunCounters one = from.counters();
    LunCounters two = to.counters();
    LunView.Detail detail = lun.detail().orElseThrow();
    return new ActivityRow(
        lun.name(),
        lun.state().name(),
        (two.reads() - one.reads()) / seconds,
        (two.writes() - one.writes()) / seconds,
        (two.bytesRead() - one.bytesRead()) / seconds,
        (two.bytesWritten() - one.bytesWritten()) / seconds,
        latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(50),
        latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(99),
        detail.inFlight(),
        detail.hold().now(),
        two.errors() - one.errors());
  }
}
