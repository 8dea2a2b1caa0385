package io.sluice.backend.http.remote;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Status and headers of an answer, read with care: they come from outside. */
final class Answer {
  private static final int LONGEST_VALUE = 1024;
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

  /** Empty for a weak one, which says nothing of bytes. */
  String strongEtag() {
    String etag = header("ETag");
    return etag.startsWith("\"") && etag.endsWith("\"") && etag.length() > 1 ? etag : "";
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

  boolean isWebPage() {
    return header("Content-Type").toLowerCase(Locale.ROOT).startsWith("text/html");
  }

  boolean isEncoded() {
    String encoding = header("Content-Encoding");
    return !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity");
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
