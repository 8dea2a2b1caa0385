package io.sluice.backends.http.remote;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Judges answers to range requests: whether the body is what was asked for, or what else it is. */
final class AnswerCheck {
  /** A server may give less than was asked for (RFC 9110 15.3.7), but is to get somewhere. */
  private static final int LEAST_PART = 4 << 10;

  /** What a name with several servers behind it looks like. */
  private static final String NODES =
      "; where several nodes answer, each with its own, and the content never changes, set"
          + " unversioned = true";

  private final String url;
  private final URI origin;
  private final boolean unversioned;
  private final Codings codings;

  /**
   * @param origin the URL that was configured
   */
  AnswerCheck(URI origin, Access access) {
    url = Urls.shown(origin);
    this.origin = origin;
    unversioned = access.unversioned();
    codings = new Codings(access.codings());
  }

  /**
   * What the content is, from the answer to a range that begins at 0.
   *
   * @param from where it is from
   * @return with a length of {@link ContentRange#UNKNOWN} where the answer does not tell it
   * @throws RemoteException when it can't be a volume
   */
  Identity identify(Answer answer, URI from) throws RemoteException {
    ContentRange range = requireRange(answer, from);
    if (answer.isWebPage()) {
      throw refused("is a web page (text/html), no image; is the URL right, is a login needed?");
    }
    if (range.first() != 0) {
      throw refused("answered with bytes from " + range.first() + " on when asked from 0 on");
    }
    return identity(answer, range.total());
  }

  /** What the content is, from the answer to a HEAD, where no other told how long it is. */
  Identity identifyByHead(Answer answer, URI from) throws RemoteException {
    Optional<RemoteException> failure = failure(answer);
    if (failure.filter(e -> e.kind() == RemoteException.Kind.OUTAGE).isPresent()) {
      throw failure.get();
    }
    if (answer.status() != 200 || answer.isWebPage() || answer.contentLength() < 0) {
      throw refused(
          "does not tell how long it is: neither with a range (Content-Range: bytes 0-0/*) nor when"
              + " asked by HEAD (status "
              + answer.status()
              + ")");
    }
    requireWanted(answer, from);
    return identity(answer, answer.contentLength());
  }

  private Identity identity(Answer answer, long length) throws RemoteException {
    if (unversioned) {
      return new Identity(url, length, "", "");
    }
    Identity identity = new Identity(url, length, answer.strongEtag(), answer.lastModified());
    if (!identity.isVersioned()) {
      throw refused(
          "has neither a strong ETag nor Last-Modified, so a change could not be noticed; where it"
              + " never changes, set unversioned = true");
    }
    return identity;
  }

  /**
   * Makes sure that the body is this range of this content, or its beginning.
   *
   * @param conditional whether it was asked for with If-Range
   * @return bytes of the range that the body holds
   * @throws RemoteException when it is not
   */
  long requireRange(
      Answer answer, URI from, Identity identity, ByteRange asked, boolean conditional)
      throws RemoteException {
    if (answer.status() == 200 && !answer.isPartial() && !answer.isWebPage()) {
      requireSameContent(answer, identity, answer.contentLength());
      if (asked.isAllOf(identity) && isKnownToBe(answer, identity)) {
        requireWanted(answer, from); // all was asked for, and all is there
        return asked.length();
      }
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
    ContentRange range = requireRange(answer, from);
    requireSameContent(answer, identity, range.total());
    requireValidator(answer, identity, conditional);
    if (range.first() != asked.first() || range.last() > asked.last()) {
      throw refused(
          "answered with bytes %d-%d when asked for %d-%d"
              .formatted(range.first(), range.last(), asked.first(), asked.last()));
    }
    if (range.last() < asked.last() && range.length() < LEAST_PART) {
      throw refused(
          "gives only %d bytes at a time when asked for %d"
              .formatted(range.length(), asked.length()));
    }
    long length = answer.contentLength();
    if (length >= 0 && length != range.length()) {
      throw refused(
          "promises %d bytes (Content-Length) of the range %d-%d"
              .formatted(length, range.first(), range.last()));
    }
    return range.length();
  }

  /**
   * Whether a server that has answered with all of the content may have done so because it takes
   * If-Range for false whatever it holds, as it may (RFC 9110 13.1.5): nothing says that the
   * content is another.
   */
  boolean mayIgnoreIfRange(Answer answer, Identity identity) {
    try {
      requireSameContent(answer, identity, answer.contentLength());
    } catch (RemoteException e) {
      return false;
    }
    return answer.status() == 200 && !answer.isPartial() && !answer.isWebPage();
  }

  /** With If-Range the date need not be told again (RFC 9110 15.3.7). */
  private void requireValidator(Answer answer, Identity identity, boolean conditional)
      throws RemoteException {
    if (!identity.etag().isEmpty() && answer.strongEtag().isEmpty()) {
      throw refused("answered without the ETag " + identity.etag() + ", so it may be another file");
    }
    if (!conditional && !isKnownToBe(answer, identity)) {
      throw refused(
          "answered without the date " + identity.lastModified() + ", so it may be another file");
    }
  }

  /** Whether the answer itself says that it is of this content. */
  private static boolean isKnownToBe(Answer answer, Identity identity) {
    return identity.etag().isEmpty()
        ? answer.lastModified().equals(identity.lastModified()) || !identity.isVersioned()
        : answer.strongEtag().equals(identity.etag());
  }

  private void requireSameContent(Answer answer, Identity identity, long length)
      throws RemoteException {
    String etag = answer.strongEtag();
    if (!etag.isEmpty() && !identity.etag().isEmpty() && !etag.equals(identity.etag())) {
      throw changed(identity, "its ETag is " + etag + NODES);
    }
    String date = answer.lastModified();
    boolean byDate = identity.isVersioned() && identity.etag().isEmpty();
    if (byDate && !date.isEmpty() && !date.equals(identity.lastModified())) {
      throw changed(identity, "it is of " + date + NODES);
    }
    if (length >= 0 && length != identity.length()) {
      throw changed(identity, "it has " + length + " bytes");
    }
  }

  private ContentRange requireRange(Answer answer, URI from) throws RemoteException {
    Optional<RemoteException> failure = failure(answer);
    if (failure.isPresent()) {
      throw failure.get();
    }
    requireWanted(answer, from);
    return ContentRange.parse(answer.header("Content-Range"))
        .orElseThrow(
            () ->
                refused(
                    "answered with a Content-Range that makes no sense: '"
                        + answer.header("Content-Range")
                        + "'"));
  }

  private void requireWanted(Answer answer, URI from) throws RemoteException {
    if (answer.contentType().startsWith("multipart/")) {
      throw refused("answered with several ranges (multipart) when asked for one");
    }
    String foreign = codings.foreign(answer.contentEncoding(), origin, from);
    if (!foreign.isEmpty()) {
      throw refused(
          "answered with an encoded body (Content-Encoding: "
              + foreign
              + "), whose ranges are of what is encoded; where the file is stored so, and wanted as"
              + " it is, set contentEncoding to that");
    }
  }

  private Optional<RemoteException> failure(Answer answer) {
    int status = answer.status();
    if (answer.isPartial()) {
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

  /** What two answers say of one content has to be the same. */
  Identity withLength(Identity first, Identity byHead) throws RemoteException {
    if (!first.validator().equals(byHead.validator())) {
      throw changed(first, "asked by HEAD it is of " + byHead.validator() + NODES);
    }
    return byHead;
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
