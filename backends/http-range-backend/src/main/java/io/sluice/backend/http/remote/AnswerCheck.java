package io.sluice.backend.http.remote;

import java.time.Instant;
import java.util.Optional;

/** Judges answers to range requests: whether the body is what was asked for, or what else it is. */
final class AnswerCheck {
  private static final int PARTIAL = 206;

  private final String url;
  private final boolean unversioned;

  /**
   * @param url as it may be shown
   * @param unversioned take content of which only the length is known
   */
  AnswerCheck(String url, boolean unversioned) {
    this.url = url;
    this.unversioned = unversioned;
  }

  /**
   * What the content is, from the answer to a range that begins at 0.
   *
   * @throws RemoteException when it can't be a volume
   */
  Identity identify(Answer answer) throws RemoteException {
    ContentRange range = requireRange(answer);
    if (answer.isWebPage()) {
      throw refused("is a web page (text/html), no image; is the URL right, is a login needed?");
    }
    if (range.first() != 0) {
      throw refused("answered with bytes from " + range.first() + " on when asked from 0 on");
    }
    if (range.total() == ContentRange.UNKNOWN) {
      throw refused("does not tell how long it is");
    }
    Identity identity =
        new Identity(url, range.total(), answer.strongEtag(), answer.lastModified());
    if (!identity.isVersioned() && !unversioned) {
      throw refused(
          "has neither a strong ETag nor Last-Modified, so a change could not be noticed; where it"
              + " never changes, set unversioned = true");
    }
    return identity;
  }

  /**
   * Makes sure that the body is this range of this content.
   *
   * @throws RemoteException when it is not
   */
  void requireRange(Answer answer, Identity identity, ByteRange asked) throws RemoteException {
    if (answer.status() == 200 && !answer.isWebPage()) {
      requireSameContent(answer, identity, answer.contentLength());
    }
    if (answer.status() == 412) {
      throw changed(identity, "the server says so (412)");
    }
    if (answer.status() == 416) {
      long total = ContentRange.totalOfUnsatisfied(answer.header("Content-Range"));
      if (total != ContentRange.UNKNOWN && total != identity.length()) {
        throw changed(identity, "it has " + total + " bytes");
      }
    }
    ContentRange range = requireRange(answer);
    requireSameContent(answer, identity, range.total());
    if (!identity.etag().isEmpty() && answer.strongEtag().isEmpty()) {
      throw refused("answered without the ETag " + identity.etag() + ", so it may be another file");
    }
    if (range.first() != asked.first() || range.last() != asked.last()) {
      throw refused(
          "answered with bytes %d-%d when asked for %d-%d"
              .formatted(range.first(), range.last(), asked.first(), asked.last()));
    }
    long length = answer.contentLength();
    if (length >= 0 && length != asked.length()) {
      throw refused(
          "promises " + length + " bytes when asked for " + asked.length() + " (Content-Length)");
    }
  }

  private void requireSameContent(Answer answer, Identity identity, long length)
      throws RemoteException {
    String etag = answer.strongEtag();
    if (!etag.isEmpty() && !identity.etag().isEmpty() && !etag.equals(identity.etag())) {
      throw changed(identity, "its ETag is " + etag);
    }
    String date = answer.lastModified();
    if (!date.isEmpty() && identity.etag().isEmpty() && !date.equals(identity.lastModified())) {
      throw changed(identity, "it is of " + date);
    }
    if (length >= 0 && length != identity.length()) {
      throw changed(identity, "it has " + length + " bytes");
    }
  }

  private ContentRange requireRange(Answer answer) throws RemoteException {
    Optional<RemoteException> failure = failure(answer);
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (answer.header("Content-Type").startsWith("multipart/")) {
      throw refused("answered with several ranges (multipart) when asked for one");
    }
    if (answer.isEncoded()) {
      throw refused("answered with an encoded body (" + answer.header("Content-Encoding") + ")");
    }
    return ContentRange.parse(answer.header("Content-Range"))
        .orElseThrow(
            () ->
                refused(
                    "answered with a Content-Range that makes no sense: '"
                        + answer.header("Content-Range")
                        + "'"));
  }

  private Optional<RemoteException> failure(Answer answer) {
    int status = answer.status();
    if (status == PARTIAL) {
      return Optional.empty();
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return Optional.of(
          RemoteException.outage(
              url + " answered " + status(status), answer.retryAfter(Instant.now())));
    }
    return Optional.of(refused(answer));
  }

  private RemoteException refused(Answer answer) {
    int status = answer.status();
    return switch (status) {
      case 200 ->
          answer.isWebPage()
              ? refused(
                  "answered with a web page (text/html); is the URL right, is a login needed?")
              : refused("does not serve ranges: it answered with the whole file (200)");
      case 401 -> refused("wants other credentials (401 Unauthorized)");
      case 403 -> refused("refuses access (403 Forbidden)");
      case 404 -> refused("is not there (404 Not Found)");
      case 407 -> refusedByProxy();
      case 410 -> refused("is gone for good (410 Gone)");
      case 416 -> refused("has no such range (416 Range Not Satisfiable); is it empty?");
      default -> refused("answered " + status(status));
    };
  }

  /** The proxy does not take what it was told, or wants to be told something. */
  RemoteException refusedByProxy() {
    return refused(
        "can't be reached: the proxy wants other credentials (407): proxyUser and"
            + " proxyPasswordFile");
  }

  private static String status(int status) {
    return switch (status) {
      case 408 -> "408 Request Timeout";
      case 429 -> "429 Too Many Requests";
      case 500 -> "500 Internal Server Error";
      case 502 -> "502 Bad Gateway";
      case 503 -> "503 Service Unavailable";
      case 504 -> "504 Gateway Timeout";
      default -> "with status " + status;
    };
  }

  RemoteException refused(String what) {
    return RemoteException.refused(url + " " + what);
  }

  private RemoteException changed(Identity identity, String how) {
    return RemoteException.changed(
        url + " is not what it was (" + identity.validator() + "): " + how);
  }
}
