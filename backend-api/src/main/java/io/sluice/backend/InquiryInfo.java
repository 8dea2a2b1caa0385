package io.sluice.backend;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Vendor, product and revision in standard INQUIRY data (SPC-4 6.6.2): ASCII, cut to the field's
 * length or padded with spaces when encoded.
 *
 * @param vendor T10 vendor identification, 8 characters
 * @param product product identification, 16 characters
 * @param revision product revision level, 4 characters
 */
public record InquiryInfo(String vendor, String product, String revision) {
  /** What a logical unit reports if its configuration says nothing. */
  public static final InquiryInfo DEFAULT = new InquiryInfo("SLUICE", "DISK", "1");

  public InquiryInfo {
    requirePrintable("vendor", vendor);
    requirePrintable("product", product);
    requirePrintable("revision", revision);
  }

  private static void requirePrintable(String field, String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
      throw new IllegalArgumentException(
          field + " is of printable ASCII characters: '" + value + "'");
    }
  }

  /**
   * Encodes {@code text} in ASCII, cut or padded with spaces to {@code length} bytes (SPC-4 4.3.1).
   */
  public static byte[] fixedString(String text, int length) {
    byte[] field = new byte[length];
    Arrays.fill(field, (byte) ' ');
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, field, 0, Math.min(ascii.length, length));
    return field;
  }
}
