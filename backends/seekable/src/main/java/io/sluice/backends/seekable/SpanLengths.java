package io.sluice.backends.seekable;

import java.util.Locale;

/**
 * How a file is cut, which decides how quick it is to read at random.
 *
 * @param spans how many
 * @param longest bytes of the longest
 */
public record SpanLengths(int spans, long longest) {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

  /** Of an index. */
  public static SpanLengths of(SeekIndex index) {
    long longest = 0;
    for (int span = 0; span < index.spans(); span++) {
      longest = Math.max(longest, index.end(span) - index.start(span));
    }
    return new SpanLengths(index.spans(), longest);
  }

  /** Why reading at random is slow, where it is. */
  public String explain() {
    return spans == 1
        ? "one block of %s, decoded from its beginning".formatted(size(longest))
        : "blocks of up to %s, each decoded from its beginning".formatted(size(longest));
  }

  /** Bytes for a person: 24 MiB, 1.5 GiB. */
  public static String size(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String digits = String.format(Locale.ROOT, "%.1f", value);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + " "
        + UNITS[unit];
  }
}
