package io.sluice.iscsi.internal.login;

import java.util.Base64;
import java.util.HexFormat;

/**
 * Binary values of text keys: {@code 0x} and hexadecimal, or {@code 0b} and base64 (RFC 7143 6.1).
 */
final class BinaryValue {
  private BinaryValue() {}

  static String format(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /**
   * @param most the longest that makes sense, in bytes
   */
  static byte[] parse(String text, int most) throws LoginException {
    byte[] bytes = decode(text);
    if (bytes.length == 0 || bytes.length > most) {
      throw malformed(null);
    }
    return bytes;
  }

  private static byte[] decode(String text) throws LoginException {
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        String digits = text.substring(2);
        return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
      }
      if (text.startsWith("0b") || text.startsWith("0B")) {
        return Base64.getDecoder().decode(text.substring(2));
      }
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private static LoginException malformed(Throwable cause) {
    LoginException failure =
        new LoginException(LoginStatus.INITIATOR_ERROR, "malformed binary value");
    failure.initCause(cause);
    return failure;
  }
}
