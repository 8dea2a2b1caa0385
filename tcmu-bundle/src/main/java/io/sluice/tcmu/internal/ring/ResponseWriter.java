package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.HDR_CMD_ID;
import static io.sluice.tcmu.internal.ring.TcmuAbi.HDR_UFLAGS;
import static io.sluice.tcmu.internal.ring.TcmuAbi.RSP_READ_LEN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.RSP_SCSI_STATUS;
import static io.sluice.tcmu.internal.ring.TcmuAbi.RSP_SENSE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.SENSE_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.UFLAG_READ_LEN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.UFLAG_UNKNOWN_OP;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes responses into ring entries. */
final class ResponseWriter {
  private final ByteBuffer memory;
  private final boolean takesReadLength;

  ResponseWriter(ByteBuffer memory, boolean takesReadLength) {
    this.memory = memory;
    this.takesReadLength = takesReadLength;
  }

  /**
   * How many bytes of a command's pages the kernel shall pass on; 0 for all. The pages may hold
   * another command's data, and whether the initiator wants to be given them is not known here: it
   * may have sent a WRITE that expects data, and any status but CHECK CONDITION comes with data. So
   * what the handler did not fill is not passed on, or is zeroed where the kernel can't be told so.
   */
  int readLength(RingCmd cmd, ScsiResponse response) {
    Segments pages = cmd.passedOn();
    long length = pages.length();
    if (length == 0 || response.status() == ScsiStatus.CHECK_CONDITION) {
      return 0;
    }
    boolean good = response.status() == ScsiStatus.GOOD;
    long filled = good ? cmd.filled(response) : 0;
    if (filled == length) {
      return 0;
    }
    if (takesReadLength && !cmd.isBidirectional()) {
      if (filled > 0) {
        return (int) filled;
      }
      if (!good || cmd.dataIn().length() == 0) {
        pages.zero(0, 1);
        return 1; // the least that can be said
      }
    }
    pages.zero(filled, length - filled);
    return 0;
  }

  /**
   * The sense bytes as the kernel has room for them: fixed format, as most initiators expect it,
   * unless its information field is too small for the LBA.
   */
  static byte[] sense(ScsiResponse response) {
    SenseData sense = response.sense();
    if (sense == null) {
      return null;
    }
    boolean needs64Bits = sense.informationValid() && sense.information() >>> 32 != 0;
    byte[] bytes = needs64Bits ? sense.toDescriptorFormat() : sense.toFixedFormat();
    return Arrays.copyOf(bytes, SENSE_SIZE);
  }

  /**
   * @param entry offset in the mapping of the entry that carries the response
   * @param sense from {@link #sense}, or null
   */
  void write(int entry, int id, ScsiStatus status, int readLength, byte[] sense) {
    memory.putShort(entry + HDR_CMD_ID, (short) id);
    memory.put(entry + HDR_UFLAGS, (byte) (readLength > 0 ? UFLAG_READ_LEN : 0));
    memory.put(entry + RSP_SCSI_STATUS, (byte) status.code());
    memory.putInt(entry + RSP_READ_LEN, readLength);
    if (sense != null) {
      memory.put(entry + RSP_SENSE, sense);
    }
  }

  /** Marks an entry whose operation is not known. */
  void markUnknown(int entry) {
    memory.put(entry + HDR_UFLAGS, (byte) UFLAG_UNKNOWN_OP);
  }
}
