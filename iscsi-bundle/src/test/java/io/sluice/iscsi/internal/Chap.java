package io.sluice.iscsi.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The initiator's side of CHAP by MD5 (RFC 1994 4.1, RFC 7143 12.1.3). */
final class Chap {
  private Chap() {}

  static Map<String, String> answer(Map<String, String> challenge, String name, String secret) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update((byte) Integer.parseInt(challenge.get("CHAP_I")));
      md5.update(secret.getBytes(StandardCharsets.UTF_8));
      md5.update(HexFormat.of().parseHex(challenge.get("CHAP_C").substring(2)));
      return Map.of("CHAP_N", name, "CHAP_R", "0x" + HexFormat.of().formatHex(md5.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
