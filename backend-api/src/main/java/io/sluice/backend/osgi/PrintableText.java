package io.sluice.backend.osgi;

/**
 * What a configuration has in it, for a message. The file may hold anything, and a message ends on
 * a terminal, which obeys some of it.
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

  /** With what would not show escaped as in Java, and no longer than that before it is. */
  private static String of(String text, int longest) {
    boolean isLong = text.codePointCount(0, text.length()) > longest;
    int end = isLong ? text.offsetByCodePoints(0, longest) : text.length();
    StringBuilder printable = new StringBuilder();
    text.substring(0, end)
        .codePoints()
        .forEach(
            point -> {
              if (shows(point)) {
                printable.appendCodePoint(point);
              } else {
                printable.append("\\u%04x".formatted(point));
              }
            });
    return isLong ? printable.append('…').toString() : printable.toString();
  }

  private static boolean shows(int point) {
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
