package io.sluice.backend.layer;

import java.util.List;
import java.util.Objects;

/**
 * What a store tells of itself to a person and to monitoring.
 *
 * @param state one word, such as {@code ONLINE}, {@code OUTAGE} or {@code CHANGED}, which a reason
 *     may follow; no secrets
 * @param figures counters and sizes, in the order they are to be shown
 * @param warnings what a person should know although it serves, each a sentence without a full stop
 *     that says what to do about it; no secrets
 */
public record StoreReport(String state, List<Figure> figures, List<String> warnings) {
  /** Of a store that has nothing to tell but that it is there. */
  public static final StoreReport ONLINE = new StoreReport("ONLINE", List.of());

  public StoreReport {
    Objects.requireNonNull(state, "state");
    figures = List.copyOf(figures);
    warnings = List.copyOf(warnings);
  }

  /** Without warnings. */
  public StoreReport(String state, List<Figure> figures) {
    this(state, figures, List.of());
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
