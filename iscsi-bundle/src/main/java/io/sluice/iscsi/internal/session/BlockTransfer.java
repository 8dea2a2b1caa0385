package io.sluice.iscsi.internal.session;

import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import java.nio.ByteBuffer;

/**
 * What the CDB of a command on blocks says of its transfer, against what the PDU says (RFC 7143
 * 11.4.5.2: the difference is the residual; the smaller of both is what is transferred).
 */
final class BlockTransfer {
  private BlockTransfer() {}

  /** Whether the CDB can say any number of blocks from 0 on, and a part of it means anything. */
  static boolean canSayAnyLength(Cdb cdb) {
    return cdb.length() > 6 && cdb.opcode() != OperationCode.WRITE_ATOMIC_16;
  }

  /** The same command for fewer blocks. */
  static Cdb withTransferLength(Cdb cdb, long blocks) {
    byte[] bytes = cdb.toByteArray();
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    switch (bytes.length) {
      case 10 -> fields.putShort(7, (short) blocks);
      case 12 -> fields.putInt(6, (int) blocks);
      case 16 -> fields.putInt(10, (int) blocks);
      default -> throw new IllegalArgumentException("a CDB of " + bytes.length + " bytes");
    }
    return new Cdb(bytes);
  }
}
