package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;

/**
 * Lets VPD page B0h (SBC-3 6.6.4) tell the truth about this transport: the logical unit does not
 * know what a target takes in one command.
 */
final class BlockLimitsPage {
  private static final int INQUIRY = 0x12;
  private static final int PAGE_CODE = 0xB0;
  private static final int MAXIMUM_TRANSFER_LENGTH = 8;
  private static final int LENGTH = 4;

  private BlockLimitsPage() {}

  /**
   * Lowers the maximum transfer length in the answer, where it is such a page, to what the target
   * takes.
   */
  static void limit(IscsiCmd cmd, ScsiResponse response, Geometry geometry, int transferBytes) {
    Cdb cdb = cmd.cdb();
    boolean asked = cdb.opcode() == INQUIRY && cdb.bit(1, 0) && cdb.u8(2) == PAGE_CODE;
    if (!asked || geometry == null || response.status() != ScsiStatus.GOOD) {
      return;
    }
    Segments page = cmd.dataIn();
    if (page.length() - response.residual() < MAXIMUM_TRANSFER_LENGTH + LENGTH) {
      return;
    }
    ByteBuffer field = ByteBuffer.allocate(LENGTH);
    page.get(MAXIMUM_TRANSFER_LENGTH, field);
    long told = field.getInt(0) & 0xFFFFFFFFL;
    int taken = transferBytes / geometry.blockSize();
    if (told == 0 || told > taken) {
      page.put(MAXIMUM_TRANSFER_LENGTH, field.clear().putInt(0, taken));
    }
  }
}
