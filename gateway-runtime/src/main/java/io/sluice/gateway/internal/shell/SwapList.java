package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Table;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.SwapResult;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Swaps as text, and as programs read them. */
final class SwapList {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private SwapList() {}

  /** A table, the oldest first. */
  static String format(List<SwapRecord> records) {
    if (records.isEmpty()) {
      return "There was no swap yet.\n";
    }
    Table table =
        new Table("WHEN", "FROM", "TO", "WHY", "HELD", "LONGEST", "CLOSED", "RESULT", "REASON");
    for (SwapRecord record : records) {
      table.row(
          WHEN.format(record.when().atZone(ZoneId.systemDefault())),
          record.from().toString(),
          record.to().toString(),
          record.why(),
          Integer.toString(record.held()),
          time(record.longestHold()),
          time(record.millis()),
          record.result().name(),
          record.reason());
    }
    return table.toString();
  }

  /** One swap that was done, for who asked for it. */
  static String sentence(SwapRecord record) {
    if (record.millis() == 0) {
      return "serves from " + record.to() + " already";
    }
    String what =
        record.result() == SwapResult.RESUMED
            ? "serves again from " + record.to()
            : record.from().equals(record.to())
                ? "opened " + record.to() + " again"
                : "serves from " + record.to();
    return "%s; the gate was closed for %s, %d commands were held, %s at the longest"
        .formatted(what, time(record.millis()), record.held(), time(record.longestHold()));
  }

  /** One swap, done or not, among other facts. */
  static String line(SwapRecord record) {
    return "%s %s: %s -> %s (%s)%s"
        .formatted(
            WHEN.format(record.when().atZone(ZoneId.systemDefault())),
            record.result(),
            orNone(record.from().toString()),
            orNone(record.to().toString()),
            record.why(),
            record.reason().isEmpty() ? "" : ": " + record.reason());
  }

  private static String orNone(String handler) {
    return handler.isEmpty() ? "no handler" : handler;
  }

  private static String time(double millis) {
    return Quantities.time(Duration.ofNanos((long) (millis * 1e6)));
  }

  /** Times in milliseconds. */
  static Map<String, Object> fields(SwapRecord record) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("when", record.when());
    fields.put("from", record.from().toString());
    fields.put("to", record.to().toString());
    fields.put("why", record.why());
    fields.put("held", record.held());
    fields.put("longestHoldMillis", record.longestHold());
    fields.put("closedMillis", record.millis());
    fields.put("result", record.result());
    fields.put("reason", record.reason());
    return fields;
  }
}
