package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;

/**
 * Lets VPD page B0h (SBC-3 6.6.4) tell the truth about this transport: the logical unit does not
 * know what a target takes in one command.
 */
final class BlockLimitsPage {
  private static final int PAGE_CODE = 0xB0;
  private static final int MAXIMUM_TRANSFER_LENGTH = 8;
  private static final int MAXIMUM_ATOMIC_TRANSFER_LENGTH = 44;
  private static final int ATOMIC_TRANSFER_LENGTH_GRANULARITY = 52;
  private static final int LENGTH = 4;

  private BlockLimitsPage() {}

  /**
   * Lowers the maximum transfer lengths in the answer, where it is such a page, to what the target
   * takes.
   */
  static void limit(IscsiCmd cmd, ScsiResponse response, Geometry geometry, int transferBytes) {
    Cdb cdb = cmd.cdb();
    boolean asked =
        cdb.opcode() == OperationCode.INQUIRY && cdb.bit(1, 0) && cdb.u8(2) == PAGE_CODE;
    if (!asked || geometry == null || response.status() != ScsiStatus.GOOD) {
      return;
    }
    Segments page = cmd.dataIn();
    long length = page.length() - response.residual();
    int taken = transferBytes / geometry.blockSize();
    if (length >= MAXIMUM_TRANSFER_LENGTH + LENGTH) {
      long told = field(page, MAXIMUM_TRANSFER_LENGTH);
      if (told == 0 || told > taken) {
        put(page, MAXIMUM_TRANSFER_LENGTH, taken);
      }
    }
    if (length >= ATOMIC_TRANSFER_LENGTH_GRANULARITY + LENGTH
        && field(page, MAXIMUM_ATOMIC_TRANSFER_LENGTH) > taken) {
      long granularity = Math.max(1, field(page, ATOMIC_TRANSFER_LENGTH_GRANULARITY));
      put(page, MAXIMUM_ATOMIC_TRANSFER_LENGTH, taken - taken % granularity);
    }
  }

  private static long field(Segments page, int at) {
    ByteBuffer field = ByteBuffer.allocate(LENGTH);
    page.get(at, field);
    return field.getInt(0) & 0xFFFFFFFFL;
  }

  private static void put(Segments page, int at, long value) {
    page.put(at, ByteBuffer.allocate(LENGTH).putInt(0, (int) value));
  }
}
