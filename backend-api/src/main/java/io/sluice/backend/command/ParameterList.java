package io.sluice.backend.command;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.nio.ByteBuffer;

/** A parameter list that came as data-out, and its refusals (SPC-4 4.2.5.5, 4.5.2.4.2). */
final class ParameterList {
  private final ByteBuffer list;

  /**
   * Copies it out of the command, whose memory the initiator may share.
   *
   * @param length what the CDB says, in bytes; at the most what there is of data-out
   */
  ParameterList(ScsiCmd cmd, int length) {
    byte[] bytes = new byte[length];
    cmd.dataOut().get(0, bytes, 0, length);
    list = ByteBuffer.wrap(bytes);
  }

  int length() {
    return list.capacity();
  }

  int u8(int at) {
    return list.get(at) & 0xFF;
  }

  int u16(int at) {
    return list.getShort(at) & 0xFFFF;
  }

  long u32(int at) {
    return list.getInt(at) & 0xFFFFFFFFL;
  }

  long u64(int at) {
    return list.getLong(at);
  }

  /** The list ends in the middle of something. */
  static ScsiResponse lengthError() {
    return ScsiResponse.checkCondition(
        SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
  }

  /**
   * A field has a value that can't be.
   *
   * @param at byte of the list
   * @param bit its most significant bit in error, or -1 for the whole byte
   */
  static ScsiResponse invalidField(int at, int bit) {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, at, bit));
  }
}
