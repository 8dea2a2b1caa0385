package io.sluice.backend.osgi;

import java.util.function.IntPredicate;

/**
 * Foreign text, for people: what a configuration, an initiator, a server or an image has in it. It
 * may hold anything, and ends in a log and on a terminal, which obey some of it. The one function
 * for all of these.
 */
public final class PrintableText {
  /** Enough to find a value by. Characters. */
  private static final int LONGEST_VALUE = 120;

  private static final int LONGEST_MESSAGE = 2000;

  private PrintableText() {}

  /** A value or a key, cut off where it is long. */
  public static String ofValue(Object value) {
    return of(String.valueOf(value), LONGEST_VALUE);
  }

  /** A message with values in it. */
  public static String ofMessage(String message) {
    return of(message, LONGEST_MESSAGE);
  }

  /**
   * A text of any length, without what ends or begins a line: with what would not show escaped as
   * in Java, which includes C1 controls, marks of direction (bidi), U+2028, U+2029, and halves of
   * surrogate pairs.
   */
  public static String of(String text) {
    return isPrintable(text) ? text : of(text, Integer.MAX_VALUE);
  }

  /** Likewise, of a text that may have several lines, and tabs in these. */
  public static String ofLines(String text) {
    return text.codePoints().allMatch(point -> shows(point) || isLayout(point))
        ? text
        : of(text, Integer.MAX_VALUE, PrintableText::isLayout);
  }

  private static boolean isLayout(int point) {
    return point == '\n' || point == '\t';
  }

  /** Whether {@link #of} leaves it as it is. */
  public static boolean isPrintable(String text) {
    return text.codePoints().allMatch(PrintableText::shows);
  }

  /** With what would not show escaped as in Java, and no longer than that before it is. */
  private static String of(String text, int longest) {
    return of(text, longest, point -> false);
  }

  private static String of(String text, int longest, IntPredicate kept) {
    boolean isLong = text.codePointCount(0, text.length()) > longest;
    int end = isLong ? text.offsetByCodePoints(0, longest) : text.length();
    StringBuilder printable = new StringBuilder();
    text.substring(0, end)
        .codePoints()
        .forEach(
            point -> {
              if (shows(point) || kept.test(point)) {
                printable.appendCodePoint(point);
              } else {
                printable.append("\\u%04x".formatted(point));
              }
            });
    return isLong ? printable.append('…').toString() : printable.toString();
  }

  /** Whether it shows, and a terminal does not obey it. */
  public static boolean shows(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
