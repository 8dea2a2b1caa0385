package io.sluice.backend.layer;

import java.util.List;
import java.util.Objects;

/**
 * What a store tells of itself to a person and to monitoring.
 *
 * @param state one word, such as {@code ONLINE}, {@code OUTAGE} or {@code CHANGED}, which a reason
 *     may follow; no secrets
 * @param notes what a person should know of although it serves, such as damage that reading does
 *     not meet, or bytes that are left out: a sentence each, without its full stop
 * @param figures counters and sizes, in the order they are to be shown
 */
public record StoreReport(String state, List<String> notes, List<Figure> figures) {
  /** Of a store that has nothing to tell but that it is there. */
  public static final StoreReport ONLINE = new StoreReport("ONLINE", List.of());

  public StoreReport {
    Objects.requireNonNull(state, "state");
    notes = List.copyOf(notes);
    figures = List.copyOf(figures);
  }

  /** Of a store of which there is nothing that a person should know. */
  public StoreReport(String state, List<Figure> figures) {
    this(state, List.of(), figures);
  }

  /** The same with these notes. */
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
   * @param value as of now
   * @param unit what it counts
   */
  public record Figure(String name, long value, Unit unit) {
    public Figure {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(unit, "unit");
    }
  }
}
