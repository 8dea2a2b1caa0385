package io.sluice.scsi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Designation descriptor of a logical unit in VPD page 83h (SPC-4 7.8.6.1). Immutable. */
public final class Designator {
  private static final int BINARY = 1;
  private static final int ASCII = 2;
  private static final int T10_VENDOR_ID = 1;
  private static final int NAA = 3;
  private static final int VENDOR_FIELD = 8;
  private static final int LONGEST = 0xFF;

  private final byte[] encoded;

  private Designator(int codeSet, int type, byte[] designator) {
    encoded =
        ByteBuffer.allocate(4 + designator.length)
            .put((byte) codeSet)
            .put((byte) type) // association 00b: the logical unit
            .put((byte) 0)
            .put((byte) designator.length)
            .put(designator)
            .array();
  }

  /**
   * NAA (SPC-4 7.8.6.6).
   *
   * @param name 8 or 16 bytes, the first four bits of which tell the format
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
   * @param specific what the vendor tells the unit by; printable ASCII
   */
  public static Designator t10VendorId(String vendor, String specific) {
    String field = "%-8.8s%s".formatted(vendor, specific);
    byte[] ascii =
        field.substring(0, Math.min(field.length(), LONGEST)).getBytes(StandardCharsets.US_ASCII);
    assert ascii.length >= VENDOR_FIELD;
    return new Designator(ASCII, T10_VENDOR_ID, ascii);
  }

  /** The whole descriptor. */
  public byte[] encoded() {
    return encoded.clone();
  }
}
