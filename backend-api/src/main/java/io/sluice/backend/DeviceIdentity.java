package io.sluice.backend;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A logical unit's identity as a plain value.
 *
 * @param name unique in a gateway, not empty
 * @param wwn its NAA designator
 * @param serial its serial number: 1 to {@value #LONGEST_SERIAL} printable ASCII characters
 * @param inquiryInfo vendor, product and revision
 */
public record DeviceIdentity(String name, Naa wwn, String serial, InquiryInfo inquiryInfo)
    implements ScsiDevice {
  /** Longest serial number: what VPD page 80h and a designator of page 83h both have room for. */
  public static final int LONGEST_SERIAL = 240;

  private static final int SERIAL_BYTES = 8;

  public DeviceIdentity {
    Objects.requireNonNull(wwn, "wwn");
    Objects.requireNonNull(inquiryInfo, "inquiryInfo");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a logical unit has a name");
    }
    if (serial.isEmpty()
        || serial.length() > LONGEST_SERIAL
        || !serial.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
      throw new IllegalArgumentException(
          "a serial number has 1 to 240 printable ASCII characters: '" + serial + "'");
    }
  }

  /** An identity derived from the name alone: always and everywhere the same for the same name. */
  public static DeviceIdentity of(String name) {
    return new DeviceIdentity(name, Naa.of(name), serialOf(name), InquiryInfo.DEFAULT);
  }

  /** A stable serial number derived from any string: 16 hexadecimal digits. */
  public static String serialOf(String name) {
    byte[] digest = Naa.sha256(name.getBytes(StandardCharsets.UTF_8));
    // From the end of the digest: the WWN uses its beginning.
    return HexFormat.of().formatHex(digest, digest.length - SERIAL_BYTES, digest.length);
  }
}
