package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.RejectReason;
import java.nio.ByteBuffer;

/** Makes Reject PDUs (RFC 7143 11.17). */
final class Rejection {
  private Rejection() {}

  /**
   * Says what was wrong with a PDU.
   *
   * @param header of the PDU, which is sent back
   */
  static PduTemplate of(RejectReason reason, ByteBuffer header) {
    byte[] copy = new byte[Bhs.LENGTH];
    header.get(0, copy);
    return new PduTemplate(Opcode.REJECT, Bhs.RESERVED_TAG)
        .u8(Bhs.RESPONSE, reason.code())
        .data(copy);
  }
}
