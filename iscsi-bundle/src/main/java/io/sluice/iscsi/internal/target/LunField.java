package io.sluice.iscsi.internal.target;

/**
 * The 8 bytes in which PDUs and REPORT LUNS name a logical unit (SAM-5 4.7.7): a number of one
 * level. Numbers below 256 are told with peripheral device addressing, which every initiator knows,
 * the others with flat space addressing. Both are understood of each: libiscsi and Linux let a
 * person type the first two bytes as a number, and what is typed for 256 then has method 00b.
 */
public final class LunField {
  /** What flat space addressing, the larger of the two, can name: 14 bits. */
  static final int NUMBERS = 1 << 14;

  /** What no logical unit is named by. */
  static final int ABSENT = -1;

  private static final int PERIPHERAL_NUMBERS = 1 << 8;
  private static final int PERIPHERAL = 0b00;
  private static final int FLAT_SPACE = 0b01;
  private static final int METHOD_SHIFT = 14;
  private static final int FIRST_LEVEL_SHIFT = 48;
  private static final long OTHER_LEVELS = (1L << FIRST_LEVEL_SHIFT) - 1;

  private LunField() {}

  /** The field that names this number. */
  public static long of(int number) {
    int method = number < PERIPHERAL_NUMBERS ? PERIPHERAL : FLAT_SPACE;
    return (long) (method << METHOD_SHIFT | number) << FIRST_LEVEL_SHIFT;
  }

  /** The number that a field names; {@link #ABSENT} where it is of another form. */
  public static int number(long field) {
    if ((field & OTHER_LEVELS) != 0) {
      return ABSENT;
    }
    int first = (int) (field >>> FIRST_LEVEL_SHIFT);
    return switch (first >>> METHOD_SHIFT) {
      case PERIPHERAL, FLAT_SPACE -> first & (NUMBERS - 1);
      default -> ABSENT;
    };
  }
}
