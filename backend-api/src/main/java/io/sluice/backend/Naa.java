package io.sluice.backend;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A world wide name in NAA IEEE Registered format (NAA 5, 8 bytes) or IEEE Registered Extended
 * format (NAA 6, 16 bytes) (SPC-4 7.8.6.6).
 *
 * @param oui IEEE company id, 24 bits
 * @param vendorId vendor specific identifier, 36 bits
 * @param vendorIdExtension vendor specific identifier extension, 64 bits; with {@code extended}
 *     only
 * @param extended whether it is NAA 6
 */
public record Naa(int oui, long vendorId, long vendorIdExtension, boolean extended) {
  /** The OUI that the Linux target uses for generated names (OpenFabrics Alliance). */
  public static final int OPENFABRICS_OUI = 0x001405;

  public Naa {
    if (oui >>> 24 != 0) {
      throw new IllegalArgumentException("an OUI has 24 bits: " + Integer.toHexString(oui));
    }
    if (vendorId >>> 36 != 0) {
      throw new IllegalArgumentException(
          "a vendor specific identifier has 36 bits: " + Long.toHexString(vendorId));
    }
    if (!extended && vendorIdExtension != 0) {
      throw new IllegalArgumentException("only an extended name has an extension");
    }
  }

  /** A name in NAA 5 format. */
  public static Naa registered(int oui, long vendorId) {
    return new Naa(oui, vendorId, 0, false);
  }

  /** A name in NAA 6 format. */
  public static Naa extended(int oui, long vendorId, long vendorIdExtension) {
    return new Naa(oui, vendorId, vendorIdExtension, true);
  }

  /**
   * A stable NAA 6 name derived from any string: always and everywhere the same for the same
   * string.
   */
  public static Naa of(String seed) {
    ByteBuffer digest = ByteBuffer.wrap(sha256(seed.getBytes(StandardCharsets.UTF_8)));
    return extended(OPENFABRICS_OUI, digest.getLong() >>> 28, digest.getLong());
  }

  static byte[] sha256(byte[] seed) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(seed);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Parses 16 or 32 hexadecimal digits that begin with 5 or 6, with or without a {@code naa.} or
   * {@code 0x} prefix.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static Naa parse(String text) {
    String digits = text.strip().replaceFirst("^(?i:naa\\.|0x)", "");
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a WWN in hexadecimal: '" + text + "'", e);
    }
    boolean isRegistered = bytes.length == 8 && digits.charAt(0) == '5';
    boolean isExtended = bytes.length == 16 && digits.charAt(0) == '6';
    if (!isRegistered && !isExtended) {
      throw new IllegalArgumentException(
          "a WWN has 16 digits that begin with 5, or 32 that begin with 6: '" + text + "'");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long first = in.getLong();
    return new Naa(
        (int) (first >>> 36) & 0xFFFFFF,
        first & 0xFFFFFFFFFL,
        isExtended ? in.getLong() : 0,
        isExtended);
  }

  /** The designator's 8 or 16 bytes. */
  public byte[] toByteArray() {
    ByteBuffer out = ByteBuffer.allocate(extended ? 16 : 8);
    out.putLong((extended ? 6L : 5L) << 60 | (long) oui << 36 | vendorId);
    if (extended) {
      out.putLong(vendorIdExtension);
    }
    return out.array();
  }

  /** As configfs and lsblk write it: {@code naa.} and the digits. */
  @Override
  public String toString() {
    return "naa." + HexFormat.of().formatHex(toByteArray());
  }
}
