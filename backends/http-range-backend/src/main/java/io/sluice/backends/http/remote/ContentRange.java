package io.sluice.backends.http.remote;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Content-Range of an answer (RFC 9110 14.4).
 *
 * @param first the first byte
 * @param last the last byte
 * @param total bytes of the whole; {@link #UNKNOWN} where the server does not say
 */
record ContentRange(long first, long last, long total) {
  static final long UNKNOWN = -1;

  /** As some servers write it: {@code bytes: 0-9/10}, {@code bytes=0-9/10}, {@code 0-9/10}. */
  private static final String UNIT = "(?:bytes\\s*[:=]?\\s*)?";

  private static final Pattern SATISFIED =
      Pattern.compile(
          UNIT + "(\\d{1,18})\\s*-\\s*(\\d{1,18})\\s*/\\s*(\\d{1,18}|\\*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UNSATISFIED =
      Pattern.compile(UNIT + "\\*\\s*/\\s*(\\d{1,18})", Pattern.CASE_INSENSITIVE);

  /** How many there are. */
  long length() {
    return last - first + 1;
  }

  /** Empty where it makes no sense. */
  static Optional<ContentRange> parse(String header) {
    Matcher matcher = SATISFIED.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    long total = matcher.group(3).equals("*") ? UNKNOWN : Long.parseLong(matcher.group(3));
    boolean sound = first <= last && (total == UNKNOWN || last < total);
    return sound ? Optional.of(new ContentRange(first, last, total)) : Optional.empty();
  }

  /** The total that answer 416 tells; {@link #UNKNOWN} where it does not. */
  static long totalOfUnsatisfied(String header) {
    Matcher matcher = UNSATISFIED.matcher(header.strip());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : UNKNOWN;
  }
}
