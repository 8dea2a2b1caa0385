package io.sluice.backends.http.remote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Which content the server has: by its strong entity tag, else by its date and length (RFC 9110
 * 8.8).
 *
 * @param url as it may be shown
 * @param length bytes; {@link ContentRange#UNKNOWN} while it is to be asked for otherwise
 * @param etag the strong entity tag with its quotation marks; empty where there is none
 * @param lastModified as the server wrote it; empty where there is none
 */
public record Identity(String url, long length, String etag, String lastModified) {
  private static final int KEY_BYTES = 16;

  public Identity {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(etag, "etag");
    Objects.requireNonNull(lastModified, "lastModified");
  }

  /** Whether a change could be noticed other than by the length. */
  boolean isVersioned() {
    return !etag.isEmpty() || !lastModified.isEmpty();
  }

  /** What If-Range takes; empty where there is nothing. */
  String validator() {
    return etag.isEmpty() ? lastModified : etag;
  }

  /** 32 hexadecimal digits that no other content has. */
  public String key() {
    String all = String.join("\n", url, Long.toString(length), validator());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return isVersioned() ? url + " (" + validator() + ")" : url;
  }
}
