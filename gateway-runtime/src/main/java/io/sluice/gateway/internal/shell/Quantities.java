package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people read them. */
final class Quantities {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final long MICROSECOND = 1_000;
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;

  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,18}) ?(?:([KMGTP])(?:IB)?)?", Pattern.CASE_INSENSITIVE);

  private Quantities() {}

  /** Bytes as people type them: {@code 10G}, {@code 512 MiB}, {@code 1048576}. */
  static long parseBytes(String typed) {
    Matcher matcher = SIZE.matcher(typed.strip());
    try {
      if (matcher.matches()) {
        String unit = matcher.group(2);
        int power = unit == null ? 0 : 1 + "KMGTP".indexOf(unit.toUpperCase(Locale.ROOT));
        long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << 10 * power);
        if (bytes > 0) {
          return bytes;
        }
      }
    } catch (ArithmeticException e) {
      // told below
    }
    throw new Refusal("'" + typed + "' is no size; 10G, 512M and 1048576 are");
  }

  /** {@code 512 B}, {@code 1.5 GiB}: a digit behind the point unless it is none. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    double rounded = Math.round(value * 10) / 10.0;
    return number(rounded) + " " + BINARY[unit];
  }

  /**
   * {@code 850 ns}, {@code 12.3 µs}, {@code 4 ms}, {@code 2.5 s}, {@code 3 min 5 s}, {@code 2 h}.
   */
  static String time(Duration time) {
    long nanos = time.toNanos();
    if (nanos < MICROSECOND) {
      return nanos + " ns";
    }
    if (nanos < MILLISECOND) {
      return scaled(nanos, MICROSECOND) + " µs";
    }
    if (nanos < SECOND) {
      return scaled(nanos, MILLISECOND) + " ms";
    }
    if (nanos < MINUTE) {
      return scaled(nanos, SECOND) + " s";
    }
    if (time.toHours() == 0) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toDays() == 0
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toDays() + " d " + time.toHoursPart() + " h";
  }

  private static String scaled(long nanos, long unit) {
    return number(Math.round(nanos * 10.0 / unit) / 10.0);
  }

  private static String number(double rounded) {
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.1f", rounded);
  }
}
