package io.sluice.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Designation descriptor of a logical unit, or of the target port that received the command, in VPD
 * page 83h (SPC-4 7.8.6.1). Immutable.
 */
public final class Designator {
  private static final int BINARY = 1;
  private static final int ASCII = 2;
  private static final int T10_VENDOR_ID = 1;
  private static final int NAA = 3;
  private static final int RELATIVE_TARGET_PORT = 4;
  private static final int TARGET_PORT_GROUP = 5;
  private static final int OF_TARGET_PORT = 1 << 4;
  private static final int VENDOR_FIELD = 8;
  private static final int LONGEST = 0xFF;

  private final byte[] encoded;

  private Designator(int codeSet, int type, byte[] designator) {
    encoded =
        ByteBuffer.allocate(4 + designator.length)
            .put((byte) codeSet)
            .put((byte) type) // with its association, 00b: the logical unit
            .put((byte) 0)
            .put((byte) designator.length)
            .put(designator)
            .array();
  }

  /**
   * NAA (SPC-4 7.8.6.6).
   *
   * @param name 8 or 16 bytes; the first four bits give the format
   */
  public static Designator naa(byte[] name) {
    if (name.length != 8 && name.length != 16) {
      throw new IllegalArgumentException("an NAA name has 8 or 16 bytes, not " + name.length);
    }
    return new Designator(BINARY, NAA, name);
  }

  /**
   * T10 vendor id based (SPC-4 7.8.6.4), cut to 255 bytes.
   *
   * @param vendor the T10 vendor identification, padded or cut to 8 characters
   * @param specific the vendor's identifier of the unit; printable ASCII
   */
  public static Designator t10VendorId(String vendor, String specific) {
    String field = "%-8.8s%s".formatted(vendor, specific);
    byte[] ascii =
        field.substring(0, Math.min(field.length(), LONGEST)).getBytes(StandardCharsets.US_ASCII);
    assert ascii.length >= VENDOR_FIELD;
    return new Designator(ASCII, T10_VENDOR_ID, ascii);
  }

  /** The target port's relative identifier, 1 to 65535 (SPC-4 7.8.6.7). */
  public static Designator relativeTargetPort(int identifier) {
    return new Designator(BINARY, OF_TARGET_PORT | RELATIVE_TARGET_PORT, number(identifier));
  }

  /** The group that the target port is in (SPC-4 7.8.6.8). */
  public static Designator targetPortGroup(int group) {
    return new Designator(BINARY, OF_TARGET_PORT | TARGET_PORT_GROUP, number(group));
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putShort(2, (short) value).array();
  }

  /**
   * Whether a designation descriptor in untrusted bytes names the same thing: code set,
   * association, type and designator are equal.
   *
   * @param at where it begins; one that extends past the array's end is not equal
   */
  public boolean isAt(byte[] bytes, int at) {
    return bytes.length - at >= encoded.length
        && (bytes[at] & 0x0F) == encoded[0]
        && (bytes[at + 1] & 0x3F) == encoded[1]
        && Arrays.equals(bytes, at + 3, at + encoded.length, encoded, 3, encoded.length);
  }

  /** The complete encoded descriptor. */
  public byte[] encoded() {
    return encoded.clone();
  }
}
