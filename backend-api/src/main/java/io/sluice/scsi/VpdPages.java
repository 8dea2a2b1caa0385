package io.sluice.scsi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Vital product data pages, encoded completely, with their header (SPC-4 7.8, SBC-3 6.5). */
public final class VpdPages {
  /** SPC-4 7.8.14. */
  public static final int SUPPORTED_VPD_PAGES = 0x00;

  /** SPC-4 7.8.16. */
  public static final int UNIT_SERIAL_NUMBER = 0x80;

  /** SPC-4 7.8.6. */
  public static final int DEVICE_IDENTIFICATION = 0x83;

  /** SPC-4 7.8.7. */
  public static final int EXTENDED_INQUIRY_DATA = 0x86;

  /** SPC-4 7.8.17. */
  public static final int THIRD_PARTY_COPY = 0x8F;

  /** SBC-3 6.5.3. */
  public static final int BLOCK_LIMITS = 0xB0;

  /** SBC-3 6.5.2. */
  public static final int BLOCK_DEVICE_CHARACTERISTICS = 0xB1;

  /** SBC-3 6.5.4. */
  public static final int LOGICAL_BLOCK_PROVISIONING = 0xB2;

  /** Medium rotation rate of a non-rotating medium (SBC-3 table 166). */
  public static final int NON_ROTATING = 0x0001;

  /** Medium rotation rate that is not known. */
  public static final int ROTATION_RATE_NOT_REPORTED = 0x0000;

  private static final int LIMITS_LENGTH = 0x3C;
  private static final int THIN_PROVISIONED = 2;
  private static final byte SIMPSUP = 1;
  private static final int V_SUP = 1;
  private static final byte WABEREQ_READS_SUCCEED = 0x40;

  private VpdPages() {}

  /**
   * Page 00h.
   *
   * @param codes the supported pages, in ascending order
   */
  public static byte[] supportedPages(int... codes) {
    ByteBuffer body = ByteBuffer.allocate(codes.length);
    for (int code : codes) {
      body.put((byte) code);
    }
    return page(SUPPORTED_VPD_PAGES, body.array());
  }

  /** Page 80h. */
  public static byte[] unitSerialNumber(String serial) {
    return page(UNIT_SERIAL_NUMBER, serial.getBytes(StandardCharsets.US_ASCII));
  }

  /** Page 83h. */
  public static byte[] deviceIdentification(List<Designator> designators) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    designators.forEach(designator -> body.writeBytes(designator.encoded()));
    return page(DEVICE_IDENTIFICATION, body.toByteArray());
  }

  /**
   * Page 86h: supports the simple task attribute and no other optional feature.
   *
   * @param volatileCache V_SUP: there is a cache whose content is lost on power failure
   */
  public static byte[] extendedInquiryData(boolean volatileCache) {
    byte[] body = new byte[LIMITS_LENGTH];
    body[1] = SIMPSUP;
    body[2] = (byte) (volatileCache ? V_SUP : 0);
    return page(EXTENDED_INQUIRY_DATA, body);
  }

  /**
   * Page 8Fh.
   *
   * @param descriptors third-party copy descriptors in the order of their types, each a multiple of
   *     4 bytes long
   */
  public static byte[] thirdPartyCopy(List<byte[]> descriptors) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    descriptors.forEach(body::writeBytes);
    return page(THIRD_PARTY_COPY, body.toByteArray());
  }

  /** Page B0h. */
  public static byte[] blockLimits(BlockLimits limits) {
    ByteBuffer body = ByteBuffer.allocate(LIMITS_LENGTH);
    // WSNZ is 0: WRITE SAME with a length of 0 runs to the medium's end.
    body.put(1, (byte) limits.maximumCompareAndWrite());
    body.putShort(2, (short) Math.min(limits.optimalTransferGranularity(), 0xFFFF));
    body.putInt(4, (int) limits.maximumTransfer());
    body.putInt(8, (int) limits.optimalTransfer());
    body.putInt(16, (int) limits.maximumUnmap());
    body.putInt(20, limits.maximumUnmapDescriptors());
    body.putInt(24, limits.optimalUnmapGranularity());
    body.putLong(32, limits.maximumWriteSame());
    body.putInt(40, limits.maximumAtomicTransfer());
    body.putInt(44, limits.atomicAlignment());
    body.putInt(48, limits.atomicGranularity());
    return page(BLOCK_LIMITS, body.array());
  }

  /**
   * Page B1h.
   *
   * @param rotationRate revolutions per minute, {@link #NON_ROTATING} or {@link
   *     #ROTATION_RATE_NOT_REPORTED}
   * @param blockErase whether SANITIZE with BLOCK ERASE is supported, after which blocks can be
   *     read
   */
  public static byte[] blockDeviceCharacteristics(int rotationRate, boolean blockErase) {
    ByteBuffer body = ByteBuffer.allocate(LIMITS_LENGTH);
    body.putShort(0, (short) rotationRate);
    body.put(3, blockErase ? WABEREQ_READS_SUCCEED : 0);
    return page(BLOCK_DEVICE_CHARACTERISTICS, body.array());
  }

  /**
   * Page B2h.
   *
   * @param unmap whether UNMAP and WRITE SAME with the UNMAP bit are supported (LBPU, LBPWS,
   *     LBPWS10)
   * @param readsZero whether unmapped blocks read as zero (LBPRZ)
   */
  public static byte[] logicalBlockProvisioning(boolean unmap, boolean readsZero) {
    int flags = (unmap ? 0xE0 : 0) | (unmap && readsZero ? 0x04 : 0);
    return page(
        LOGICAL_BLOCK_PROVISIONING,
        new byte[] {0, (byte) flags, (byte) (unmap ? THIN_PROVISIONED : 0), 0});
  }

  /** A page of a direct access block device (peripheral device type 0). */
  private static byte[] page(int code, byte[] body) {
    if (body.length > 0xFFFF) {
      throw new IllegalArgumentException("a VPD page of " + body.length + " bytes");
    }
    return ByteBuffer.allocate(4 + body.length)
        .putShort((short) code)
        .putShort((short) body.length)
        .put(body)
        .array();
  }
}
