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
   * How many bytes of data-in the kernel shall pass on; 0 for all. Where it can't be told that,
   * what the handler left unfilled is zeroed: those pages may hold another command's data.
   */
  int readLength(RingCmd cmd, ScsiResponse response) {
    Segments in = cmd.dataIn();
    if (response.residual() == 0
        || in.length() == 0
        || response.status() == ScsiStatus.CHECK_CONDITION) {
      return 0;
    }
    long filled = Math.max(0, in.length() - response.residual());
    boolean isBidirectional = cmd.dataOut() != in && cmd.dataOut().length() > 0;
    if (takesReadLength && filled > 0 && !isBidirectional) {
      return (int) filled;
    }
    in.zero(filled, in.length() - filled);
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
