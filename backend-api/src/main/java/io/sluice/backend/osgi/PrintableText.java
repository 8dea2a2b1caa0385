package io.sluice.backend.osgi;

import java.util.function.IntPredicate;

/**
 * Makes untrusted text safe to show to people: text from a configuration, an initiator, a server or
 * an image. It may contain anything, and ends up in logs and on terminals, which interpret some of
 * it. All such text goes through this class.
 */
public final class PrintableText {
  /** Enough characters to recognise a value. */
  private static final int LONGEST_VALUE = 120;

  private static final int LONGEST_MESSAGE = 2000;

  private PrintableText() {}

  /** A value or a key, truncated if it is long. */
  public static String ofValue(Object value) {
    return of(String.valueOf(value), LONGEST_VALUE);
  }

  /** A message that contains values. */
  public static String ofMessage(String message) {
    return of(message, LONGEST_MESSAGE);
  }

  /**
   * A text of any length, on a single line: characters that would not be visible are escaped as in
   * Java, including C1 controls, bidi marks, U+2028, U+2029, and unpaired surrogates.
   */
  public static String of(String text) {
    return isPrintable(text) ? text : of(text, Integer.MAX_VALUE);
  }

  /** As {@link #of(String)}, for a text that may contain several lines, and tabs. */
  public static String ofLines(String text) {
    return text.codePoints().allMatch(point -> shows(point) || isLayout(point))
        ? text
        : of(text, Integer.MAX_VALUE, PrintableText::isLayout);
  }

  private static boolean isLayout(int point) {
    return point == '\n' || point == '\t';
  }

  /** Whether {@link #of(String)} leaves the text unchanged. */
  public static boolean isPrintable(String text) {
    return text.codePoints().allMatch(PrintableText::shows);
  }

  /**
   * Escapes invisible characters as in Java, after truncating the text to {@code longest}
   * characters.
   */
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

  /** Whether a code point is visible and not interpreted by a terminal. */
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
