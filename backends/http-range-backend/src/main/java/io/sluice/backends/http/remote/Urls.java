package io.sluice.backends.http.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is to be known of URLs: how they may be shown, and whose they are. */
public final class Urls {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Characters of ASCII that a URI may not hold (RFC 3986 2, as RFC 2396 names them). */
  private static final String UNWISE = "<>\"{}|\\^`";

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private Urls() {}

  /** Without what may be secret: user information, query, fragment. */
  public static String shown(URI url) {
    return origin(url)
        + (url.getRawPath() == null ? "" : url.getRawPath())
        + (url.getRawQuery() == null ? "" : "?…");
  }

  /** Whether a secret for one may be told to the other: same scheme, host and port. */
  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isTls(url) ? HTTPS_PORT : HTTP_PORT;
  }

  static boolean isTls(URI url) {
    return "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
  }

  /**
   * A URL of a server with what has no place in one written as {@code %20} and so on: blanks above
   * all, and bytes beyond ASCII, which a header's text has as characters (RFC 9110 5.5).
   *
   * @throws IllegalArgumentException whose message tells what is wrong, without secrets
   */
  static URI escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    boolean inPath = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inPath &= c != '?';
      boolean isSound = c > ' ' && c < 0x7F && UNWISE.indexOf(c) < 0;
      if (c == '%') {
        isSound = ESCAPE.matcher(text).region(i, text.length()).lookingAt();
      } else if (c == '[' || c == ']') {
        isSound = !inPath || isAuthority(text, i);
      }
      if (c < ' ' || c == 0x7F || c > 0xFF) {
        throw new IllegalArgumentException("has a control character in it");
      }
      escaped.append(isSound ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    try {
      return new URI(escaped.toString());
    } catch (URISyntaxException e) { // its own message holds all of it
      throw new IllegalArgumentException("is no URL: " + e.getReason(), e);
    }
  }

  /** Where an IPv6 address is in brackets. */
  private static boolean isAuthority(String text, int at) {
    int slashes = text.indexOf("//");
    return slashes >= 0 && slashes < at && text.indexOf('/', slashes + 2) < 0
        || slashes >= 0 && slashes < at && at < text.indexOf('/', slashes + 2);
  }

  /** No server sees it (RFC 9110 7.1), and a redirect may have one (10.2.2). */
  public static URI withoutFragment(URI url) {
    String text = url.toString();
    return url.getRawFragment() == null ? url : URI.create(text.substring(0, text.indexOf('#')));
  }

  /**
   * A URL as a person wrote it.
   *
   * @throws IllegalArgumentException whose message tells what is wrong, without secrets
   */
  public static URI parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        throw new IllegalArgumentException("has a blank in it; write %20");
      }
      if (c < ' ' || c == 0x7F) {
        throw new IllegalArgumentException("has a control character in it");
      }
      if (UNWISE.indexOf(c) >= 0) {
        throw new IllegalArgumentException(
            "has %s in it, which no URL has; write %%%02X".formatted(c, (int) c));
      }
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) { // its own message holds all of it
      throw new IllegalArgumentException("is no URL: " + e.getReason(), e);
    }
  }

  /**
   * Checks that a URL can be asked for.
   *
   * @throws IllegalArgumentException whose message tells what is wrong, without secrets
   */
  public static URI require(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("begins with http:// or https://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("names no host: " + scheme + "://HOST/PATH is wanted");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "has a user name or password in it, which would be shown to many; set user and"
              + " passwordFile instead");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("has a # in it, which no server sees");
    }
    return url;
  }
}
