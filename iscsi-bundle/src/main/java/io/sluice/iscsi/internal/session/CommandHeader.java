package io.sluice.iscsi.internal.session;

import io.sluice.backend.TaskAttribute;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.target.LunField;
import java.nio.ByteBuffer;

/**
 * The fields of a SCSI Command PDU (RFC 7143 11.3), but for CDB and data.
 *
 * @param expectedLength the Expected Data Transfer Length, unsigned
 */
record CommandHeader(
    boolean immediate,
    boolean last,
    boolean reads,
    boolean writes,
    TaskAttribute attribute,
    long lunField,
    int lun,
    int taskTag,
    long expectedLength,
    int cmdSn) {
  static CommandHeader read(ByteBuffer header) {
    int flags = header.get(Bhs.FLAGS);
    return new CommandHeader(
        (header.get(Bhs.OPCODE) & Bhs.IMMEDIATE) != 0,
        (flags & Bhs.FINAL) != 0,
        (flags & Bhs.COMMAND_READ) != 0,
        (flags & Bhs.COMMAND_WRITE) != 0,
        attribute(flags & Bhs.COMMAND_ATTRIBUTE_MASK),
        header.getLong(Bhs.LUN),
        LunField.number(header.getLong(Bhs.LUN)),
        header.getInt(Bhs.INITIATOR_TASK_TAG),
        header.getInt(Bhs.EXPECTED_DATA_TRANSFER_LENGTH) & 0xFFFFFFFFL,
        header.getInt(Bhs.CMD_SN));
  }

  /** RFC 7143 11.3.1; 0 is untagged, which is simple today. */
  private static TaskAttribute attribute(int code) {
    return switch (code) {
      case 2 -> TaskAttribute.ORDERED;
      case 3 -> TaskAttribute.HEAD_OF_QUEUE;
      case 4 -> TaskAttribute.ACA;
      default -> TaskAttribute.SIMPLE;
    };
  }
}
