package io.sluice.gateway.internal.copy;

import static io.sluice.gateway.internal.copy.CopyLimits.BLOCK_TO_BLOCK_SEGMENT;
import static io.sluice.gateway.internal.copy.CopyLimits.CONCURRENT_COPIES;
import static io.sluice.gateway.internal.copy.CopyLimits.COPY_MANAGER_CSCD_ID;
import static io.sluice.gateway.internal.copy.CopyLimits.CSCD_DESCRIPTORS;
import static io.sluice.gateway.internal.copy.CopyLimits.DESCRIPTOR_LIST_LENGTH;
import static io.sluice.gateway.internal.copy.CopyLimits.IDENTIFICATION_CSCD_DESCRIPTOR;
import static io.sluice.gateway.internal.copy.CopyLimits.SEGMENT_DESCRIPTORS;

import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.VpdPages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** What the copy manager can do, encoded. There is no inline, held or stream data. */
public final class CopyCapabilities {
  private static final byte SNLID = 1;
  private static final int OPERATING_PARAMETERS = 46;

  private CopyCapabilities() {}

  /** Parameter data of RECEIVE COPY OPERATING PARAMETERS (SPC-4 6.22). */
  static byte[] operatingParameters() {
    ByteBuffer data = ByteBuffer.allocate(OPERATING_PARAMETERS);
    data.putInt(0, OPERATING_PARAMETERS - 4).put(4, SNLID);
    data.putShort(8, (short) CSCD_DESCRIPTORS).putShort(10, (short) SEGMENT_DESCRIPTORS);
    data.putInt(12, DESCRIPTOR_LIST_LENGTH);
    data.putInt(16, 0); // MAXIMUM SEGMENT LENGTH: no other limit than the descriptor's field
    data.putShort(34, (short) CONCURRENT_COPIES).put(36, (byte) CONCURRENT_COPIES);
    data.put(43, (byte) 2);
    data.put(44, (byte) BLOCK_TO_BLOCK_SEGMENT);
    data.put(45, (byte) IDENTIFICATION_CSCD_DESCRIPTOR);
    return data.array();
  }

  /**
   * VPD page 8Fh (SPC-4 7.8.17).
   *
   * @param commands of the logical unit, among which are the copy manager's
   */
  public static byte[] vpdPage(CommandTable commands) {
    return VpdPages.thirdPartyCopy(
        List.of(
            descriptor(0x0001, supportedCommands(commands)),
            descriptor(0x0004, parameterData()),
            descriptor(
                0x0008,
                new byte[] {
                  2, (byte) BLOCK_TO_BLOCK_SEGMENT, (byte) IDENTIFICATION_CSCD_DESCRIPTOR
                }),
            descriptor(0x000C, new byte[] {0, 2, (byte) (COPY_MANAGER_CSCD_ID >>> 8), (byte) 0xFF}),
            descriptor(0x8001, generalCopyOperations())));
  }

  /** With zeroes at its end, so that it is a multiple of 4 bytes. */
  private static byte[] descriptor(int type, byte[] parameters) {
    int length = (parameters.length + 3) & ~3;
    return ByteBuffer.allocate(4 + length)
        .putShort((short) type)
        .putShort((short) length)
        .put(parameters)
        .array();
  }

  private static byte[] supportedCommands(CommandTable commands) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (int opcode : new int[] {OperationCode.EXTENDED_COPY, OperationCode.RECEIVE_COPY_RESULTS}) {
      List<CommandRow> rows =
          commands.rows().stream().filter(row -> row.opcode() == opcode).toList();
      list.write(opcode);
      list.write(rows.size());
      rows.forEach(row -> list.write(row.serviceAction()));
    }
    return ByteBuffer.allocate(1 + list.size())
        .put((byte) list.size())
        .put(list.toByteArray())
        .array();
  }

  private static byte[] parameterData() {
    return ByteBuffer.allocate(28)
        .putShort(4, (short) CSCD_DESCRIPTORS)
        .putShort(6, (short) SEGMENT_DESCRIPTORS)
        .putInt(8, DESCRIPTOR_LIST_LENGTH)
        .array();
  }

  private static byte[] generalCopyOperations() {
    return ByteBuffer.allocate(32)
        .putInt(0, CONCURRENT_COPIES)
        .putInt(4, CONCURRENT_COPIES)
        .array();
  }
}
