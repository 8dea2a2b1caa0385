package io.sluice.scsi;

import java.nio.ByteBuffer;

/** Standard INQUIRY data of a disk (SPC-4 6.6.2). */
public final class StandardInquiryData {
  private static final int LENGTH = 74;
  private static final byte SPC_4 = 0x06;
  private static final byte RESPONSE_DATA_FORMAT = 0x02;
  private static final byte RMB = (byte) 0x80;
  private static final int TPGS_IMPLICIT = 0x10;
  private static final int THREE_PC = 0x08;
  private static final byte HISUP = 0x10;
  private static final byte CMDQUE = 0x02;

  /** Version descriptors: SAM-5, SPC-4, SBC-3, no version claimed (SPC-4 table 178). */
  private static final short[] STANDARDS = {0x00A0, 0x0460, 0x04C0};

  private StandardInquiryData() {}

  /**
   * Encodes standard INQUIRY data.
   *
   * @param vendor 8 ASCII bytes
   * @param product 16 ASCII bytes
   * @param revision 4 ASCII bytes
   * @param removable RMB: the medium can be removed
   * @param targetPortGroups TPGS: whether REPORT TARGET PORT GROUPS is supported
   * @param thirdPartyCopy 3PC: whether EXTENDED COPY is supported
   */
  public static byte[] encode(
      byte[] vendor,
      byte[] product,
      byte[] revision,
      boolean removable,
      boolean targetPortGroups,
      boolean thirdPartyCopy) {
    if (vendor.length != 8 || product.length != 16 || revision.length != 4) {
      throw new IllegalArgumentException("INQUIRY strings have 8, 16 and 4 bytes");
    }
    ByteBuffer data = ByteBuffer.allocate(LENGTH);
    data.put(1, removable ? RMB : 0);
    data.put(2, SPC_4).put(3, (byte) (HISUP | RESPONSE_DATA_FORMAT));
    data.put(4, (byte) (LENGTH - 5));
    data.put(5, (byte) ((targetPortGroups ? TPGS_IMPLICIT : 0) | (thirdPartyCopy ? THREE_PC : 0)));
    data.put(7, CMDQUE);
    data.put(8, vendor).put(16, product).put(32, revision);
    for (int i = 0; i < STANDARDS.length; i++) {
      data.putShort(58 + 2 * i, STANDARDS[i]);
    }
    return data.array();
  }
}
