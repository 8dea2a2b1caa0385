package io.sluice.iscsi.internal.login;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Key=value pairs as they travel: UTF-8, each ended by a NUL (RFC 7143 6.1). */
public final class TextKeys {
  /** RFC 7143 6.1. */
  private static final int LONGEST_KEY = 63;

  /** A binary value of 1024 bytes in hexadecimal, with its prefix (RFC 7143 6.1, 12.1.3). */
  private static final int LONGEST_VALUE = 2 + 2 * 1024;

  private static final int MOST_KEYS = 64;

  private TextKeys() {}

  /**
   * Reads pairs, in order.
   *
   * @throws LoginException when they are malformed, too many, or a key comes twice
   */
  public static Map<String, String> parse(byte[] text) throws LoginException {
    Map<String, String> keys = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length) {
      int end = at;
      while (end < text.length && text[end] != 0) {
        end++;
      }
      if (end > at) { // some initiators pad with NULs
        add(keys, new String(text, at, end - at, StandardCharsets.UTF_8));
      }
      at = end + 1;
    }
    return keys;
  }

  private static void add(Map<String, String> keys, String pair) throws LoginException {
    int equals = pair.indexOf('=');
    if (equals < 1 || equals > LONGEST_KEY) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "malformed text");
    }
    String key = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    if (!isKeyName(key) || value.length() > LONGEST_VALUE) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "malformed key or value");
    }
    if (keys.size() == MOST_KEYS) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "too many keys");
    }
    if (keys.put(key, value) != null) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, key + " came twice");
    }
  }

  /** RFC 7143 6.1, key-name; the first letter is taken as it comes. */
  private static boolean isKeyName(String key) {
    return key.chars()
        .allMatch(
            c ->
                c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || ".-+@_#".indexOf(c) >= 0);
  }

  /** Writes pairs, in order. */
  public static byte[] format(Map<String, String> keys) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    keys.forEach((key, value) -> append(out, key, value));
    return out.toByteArray();
  }

  /** Writes one pair. */
  static void append(ByteArrayOutputStream out, String key, String value) {
    out.writeBytes((key + '=' + value + '\0').getBytes(StandardCharsets.UTF_8));
  }
}
