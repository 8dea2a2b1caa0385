package io.sluice.iscsi.internal.pdu;

import java.nio.ByteBuffer;

/** Makes Reject PDUs (RFC 7143 11.17). */
public final class Rejection {
  private Rejection() {}

  /**
   * Says what was wrong with a PDU.
   *
   * @param header of the PDU, which is sent back
   */
  public static PduTemplate of(RejectReason reason, ByteBuffer header) {
    byte[] copy = new byte[Bhs.LENGTH];
    header.get(0, copy);
    return new PduTemplate(Opcode.REJECT, Bhs.RESERVED_TAG)
        .u8(Bhs.RESPONSE, reason.code())
        .data(copy);
  }
}
