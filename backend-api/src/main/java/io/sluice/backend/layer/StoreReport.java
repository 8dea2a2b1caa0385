package io.sluice.backend.layer;

import java.util.List;
import java.util.Objects;

/**
 * What a store reports about itself to people and to monitoring.
 *
 * @param state one word, such as {@code ONLINE}, {@code OUTAGE} or {@code CHANGED}, optionally
 *     followed by a reason; no secrets
 * @param notes what a person should know even though the store works, such as damage that reads do
 *     not encounter, or bytes that are left out: one sentence each, without a full stop
 * @param figures counters and sizes, in display order
 */
public record StoreReport(String state, List<String> notes, List<Figure> figures) {
  /** The report of a store that is online and has nothing more to report. */
  public static final StoreReport ONLINE = new StoreReport("ONLINE", List.of());

  public StoreReport {
    Objects.requireNonNull(state, "state");
    notes = List.copyOf(notes);
    figures = List.copyOf(figures);
  }

  /** A report without notes. */
  public StoreReport(String state, List<Figure> figures) {
    this(state, List.of(), figures);
  }

  /** The same report with these notes. */
  public StoreReport with(List<String> newNotes) {
    return new StoreReport(state, newNotes, figures);
  }

  /** What a figure counts. */
  public enum Unit {
    COUNT,
    BYTES
  }

  /**
   * One number.
   *
   * @param name lower case, words separated by spaces: {@code memory cache hits}
   * @param value the current value
   * @param unit what it counts
   */
  public record Figure(String name, long value, Unit unit) {
    public Figure {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(unit, "unit");
    }
  }
}
