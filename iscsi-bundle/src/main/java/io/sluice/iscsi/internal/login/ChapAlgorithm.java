package io.sluice.iscsi.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** CHAP algorithms (RFC 7143 12.1.3 and IANA's PPP authentication algorithms), the best first. */
public enum ChapAlgorithm {
  SHA3_256(8, "SHA3-256", 32),
  SHA_256(7, "SHA-256", 32),
  MD5(5, "MD5", 16);

  private final int number;
  private final String digest;
  private final int challengeLength;

  ChapAlgorithm(int number, String digest, int challengeLength) {
    this.number = number;
    this.digest = digest;
    this.challengeLength = challengeLength;
  }

  @Override
  public String toString() {
    return digest;
  }

  /** The value of CHAP_A. */
  public int number() {
    return number;
  }

  /** Bytes of a challenge that is as strong as the digest. */
  int challengeLength() {
    return challengeLength;
  }

  /** The first of the initiator's list that we have. */
  static Optional<ChapAlgorithm> choose(String list) {
    for (String offered : list.split(",", -1)) {
      for (ChapAlgorithm algorithm : values()) {
        if (Negotiation.number(offered, 0, 255) == algorithm.number) {
          return Optional.of(algorithm);
        }
      }
    }
    return Optional.empty();
  }

  /** The response to a challenge: the digest of identifier, secret and challenge (RFC 1994 4.1). */
  public byte[] response(int identifier, String secret, byte[] challenge) {
    MessageDigest hash = newDigest();
    hash.update((byte) identifier);
    hash.update(secret.getBytes(StandardCharsets.UTF_8));
    return hash.digest(challenge);
  }

  private MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + digest, e);
    }
  }
}
