package io.sluice.backends.http.remote;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Status and headers of an answer, read with care: they come from outside. */
final class Answer {
  private static final int LONGEST_VALUE = 1024;
  private static final Pattern ENTITY_TAG = Pattern.compile("\"[^\"]+\"|[!#-~]+");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final int status;
  private final HttpHeaders headers;

  Answer(ResponseInfo info) {
    this(info.statusCode(), info.headers());
  }

  Answer(int status, HttpHeaders headers) {
    this.status = status;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  /** A header's first value; empty where there is none, or one of absurd length. */
  String header(String name) {
    return headers.firstValue(name).map(String::strip).filter(Answer::isSound).orElse("");
  }

  private static boolean isSound(String value) {
    return value.length() <= LONGEST_VALUE;
  }

  /**
   * Empty for a weak one, which says nothing of bytes. One without quotation marks, which there
   * should be none of, is taken as it is.
   */
  String strongEtag() {
    String etag = header("ETag");
    boolean weak = etag.regionMatches(true, 0, "W/", 0, 2);
    return !weak && ENTITY_TAG.matcher(etag).matches() ? etag : "";
  }

  String lastModified() {
    return header("Last-Modified");
  }

  /** -1 where there is none. */
  long contentLength() {
    try {
      return Long.parseLong(header("Content-Length"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** In lower case. */
  String contentType() {
    return header("Content-Type").toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the body is a range, by the status or, where a server is mistaken in that, by both
   * headers that say so.
   */
  boolean isPartial() {
    return status == 206
        || status == 200
            && ContentRange.parse(header("Content-Range"))
                .filter(range -> range.length() == contentLength())
                .isPresent();
  }

  boolean isWebPage() {
    return contentType().startsWith("text/html");
  }

  /** All of it, which may come in several headers; empty where there is none. */
  String contentEncoding() {
    String all = String.join(",", headers.allValues("Content-Encoding"));
    return isSound(all) ? all : "of absurd length";
  }

  /** Retry-After in seconds or as a date (RFC 9110 10.2.3), at most five minutes. */
  Duration retryAfter(Instant now) {
    String value = header("Retry-After");
    Duration wait = Duration.ZERO;
    try {
      wait =
          value.chars().allMatch(Character::isDigit) && !value.isEmpty() && value.length() < 10
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
    return wait.isNegative()
        ? Duration.ZERO
        : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
