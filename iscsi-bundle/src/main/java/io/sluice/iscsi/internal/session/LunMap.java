package io.sluice.iscsi.internal.session;

import io.sluice.gateway.LogicalUnit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which logical unit is behind which number. Immutable. */
public final class LunMap {
  /** Numbers are 0 to 255, what the simplest addressing method has (SAM-5 4.7.7.2). */
  public static final int NUMBERS = 256;

  public static final LunMap EMPTY = new LunMap(Map.of());

  private static final int ABSENT = -1;

  private final SortedMap<Integer, LogicalUnit> byNumber;
  private final LogicalUnit[] units = new LogicalUnit[NUMBERS];

  /** A copy of this mapping. */
  public LunMap(Map<Integer, LogicalUnit> units) {
    byNumber = new TreeMap<>(units);
    byNumber.forEach((number, unit) -> this.units[number] = unit);
  }

  /** Null when there is none, or it is no number. */
  LogicalUnit unit(int number) {
    return number >= 0 && number < NUMBERS ? units[number] : null;
  }

  /** The numbers in use, ascending. */
  List<Integer> numbers() {
    return List.copyOf(byNumber.keySet());
  }

  /** Numbers and units, ascending. */
  public Map<Integer, LogicalUnit> units() {
    return Map.copyOf(byNumber);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LunMap map && byNumber.equals(map.byNumber);
  }

  @Override
  public int hashCode() {
    return byNumber.hashCode();
  }

  /** The number that 8 bytes of a PDU stand for; -1 where we have no such. */
  static int number(ByteBuffer header, int at) {
    long lun = header.getLong(at);
    if ((lun & 0xFFFF_FFFF_FFFFL) != 0) {
      return ABSENT;
    }
    int first = (int) (lun >>> 48);
    return switch (first >>> 14) {
      case 0b00 -> first < NUMBERS ? first : ABSENT; // peripheral device, bus 0
      case 0b01 -> (first & 0x3FFF) < NUMBERS ? first & 0x3FFF : ABSENT; // flat space
      default -> ABSENT;
    };
  }
}
