package io.sluice.backend.http.remote;

import java.net.URI;
import java.util.Locale;

/** What is to be known of URLs: how they may be shown, and whose they are. */
public final class Urls {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

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
