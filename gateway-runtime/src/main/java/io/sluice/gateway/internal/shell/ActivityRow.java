package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one LUN did in an interval.
 *
 * @param readsPerSecond commands
 * @param writesPerSecond commands
 * @param readBytesPerSecond bytes
 * @param writtenBytesPerSecond bytes
 * @param p50 median time in the handler, nanoseconds; 0 without commands
 * @param p99 the time that one in a hundred commands took longer than, nanoseconds
 * @param queue commands in the handler now
 * @param held commands held now
 * @param errors commands that did not end GOOD
 */
record ActivityRow(
    String name,
    String state,
    double readsPerSecond,
    double writesPerSecond,
    double readBytesPerSecond,
    double writtenBytesPerSecond,
    long p50,
    long p99,
    int queue,
    int held,
    long errors) {
  private static final double MEGABYTE = 1e6;

  static String format(List<ActivityRow> rows) {
    Table table =
        new Table(
            "NAME",
            "STATE",
            "READ/s",
            "WRITE/s",
            "READ MB/s",
            "WRITE MB/s",
            "P50",
            "P99",
            "QUEUE",
            "HELD",
            "ERRORS");
    for (ActivityRow row : rows) {
      table.row(
          row.name,
          row.state,
          number("%.0f", row.readsPerSecond),
          number("%.0f", row.writesPerSecond),
          number("%.1f", row.readBytesPerSecond / MEGABYTE),
          number("%.1f", row.writtenBytesPerSecond / MEGABYTE),
          row.p50 == 0 ? "" : Quantities.time(Duration.ofNanos(row.p50)),
          row.p99 == 0 ? "" : Quantities.time(Duration.ofNanos(row.p99)),
          Integer.toString(row.queue),
          Integer.toString(row.held),
          Long.toString(row.errors));
    }
    return table.toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("state", state);
    fields.put("readsPerSecond", readsPerSecond);
    fields.put("writesPerSecond", writesPerSecond);
    fields.put("readBytesPerSecond", readBytesPerSecond);
    fields.put("writtenBytesPerSecond", writtenBytesPerSecond);
    fields.put("p50Nanos", p50);
    fields.put("p99Nanos", p99);
    fields.put("queue", queue);
    fields.put("held", held);
    fields.put("errors", errors);
    return fields;
  }
}
