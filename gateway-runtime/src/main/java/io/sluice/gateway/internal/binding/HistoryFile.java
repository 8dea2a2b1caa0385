package io.sluice.gateway.internal.binding;

import io.sluice.gateway.internal.state.StateFile;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The swaps of one logical unit in a file, a line for each. */
final class HistoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
  private static final String KIND = "sluice swaps 1";
  private static final int FIELDS = 9;

  private final StateFile file;

  HistoryFile(java.nio.file.Path file) {
    this.file = new StateFile(file, KIND);
  }

  /** What was kept; nothing where that can't be read, since no start fails for its sake. */
  List<SwapRecord> load() {
    List<SwapRecord> records = new ArrayList<>();
    try {
      for (String line : file.read()) {
        records.add(parse(line.split("\t", -1)));
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("the history of swaps begins anew: {}", e.getMessage());
      records.clear();
    }
    return records;
  }

  private static SwapRecord parse(String... fields) {
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("a line with " + fields.length + " fields");
    }
    return new SwapRecord(
        Instant.parse(fields[0]),
        HandlerRef.parse(fields[1]),
        HandlerRef.parse(fields[2]),
        fields[3],
        Integer.parseInt(fields[4]),
        Double.parseDouble(fields[5]),
        Double.parseDouble(fields[6]),
        SwapResult.valueOf(fields[7]),
        fields[8]);
  }

  /** Keeps these. */
  void save(List<SwapRecord> records) {
    try {
      file.write(records.stream().map(HistoryFile::line).toList());
    } catch (IOException e) {
      LOG.warn("the history of swaps can't be kept: {}", e.toString());
    }
  }

  private static String line(SwapRecord record) {
    return String.join(
        "\t",
        record.when().toString(),
        plain(record.from().toString()),
        plain(record.to().toString()),
        plain(record.why()),
        Integer.toString(record.held()),
        Double.toString(record.longestHold()),
        Double.toString(record.millis()),
        record.result().name(),
        plain(record.reason()));
  }

  /** In one line, and one field of it. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  void delete() {
    try {
      file.delete();
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", file, e.toString());
    }
  }
}
