package io.sluice.iscsi.internal.target;

import io.sluice.gateway.LogicalUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which logical unit is behind which number. Immutable. */
public final class LunMap {
  /** Numbers are 0 to one less. */
  public static final int NUMBERS = LunField.NUMBERS;

  public static final LunMap EMPTY = new LunMap(Map.of());

  private final SortedMap<Integer, LogicalUnit> byNumber;

  /** The same, as long as the highest number asks for: each command is looked up here. */
  private final LogicalUnit[] units;

  /** A copy of this mapping. */
  public LunMap(Map<Integer, LogicalUnit> units) {
    TreeMap<Integer, LogicalUnit> sorted = new TreeMap<>(units);
    byNumber = Collections.unmodifiableSortedMap(sorted);
    this.units = new LogicalUnit[sorted.isEmpty() ? 0 : sorted.lastKey() + 1];
    sorted.forEach((number, unit) -> this.units[number] = unit);
  }

  /** Null when there is none, or it is no number. */
  public LogicalUnit unit(int number) {
    return number >= 0 && number < units.length ? units[number] : null;
  }

  /** The numbers in use, ascending. */
  public Set<Integer> numbers() {
    return byNumber.keySet();
  }

  /** Numbers and units, ascending. */
  public SortedMap<Integer, LogicalUnit> units() {
    return byNumber;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LunMap map && byNumber.equals(map.byNumber);
  }

  @Override
  public int hashCode() {
    return byNumber.hashCode();
  }
}
