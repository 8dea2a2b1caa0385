package io.sluice.gateway.internal.copy;

import io.sluice.scsi.AdditionalSense;
import java.nio.ByteBuffer;

/**
 * A block device to block device segment descriptor (SPC-4 6.4.6.4).
 *
 * @param at where it begins in the parameter list
 * @param inDestinationBlocks DC: {@code blocks} are those of the destination
 * @param source CSCD descriptor ID
 * @param destination CSCD descriptor ID
 */
record CopySegment(
    int at,
    boolean inDestinationBlocks,
    int source,
    int destination,
    int blocks,
    long sourceLba,
    long destinationLba) {
  static final int SOURCE = 4;
  static final int DESTINATION = 6;
  static final int BLOCKS = 10;
  static final int SOURCE_LBA = 12;
  static final int DESTINATION_LBA = 20;

  private static final int LENGTH = 2;
  private static final int HEADER = 4;
  private static final int DC = 0x02;

  /**
   * Reads one.
   *
   * @param end of the list of segment descriptors
   */
  static CopySegment read(ByteBuffer list, int at, int end) throws CopyRefusal {
    if (end - at < HEADER) {
      throw CopyRefusal.illegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    if ((list.get(at) & 0xFF) != CopyLimits.BLOCK_TO_BLOCK_SEGMENT) {
      throw CopyRefusal.illegal(AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE, at);
    }
    if ((list.getShort(at + LENGTH) & 0xFFFF) != CopyLimits.SEGMENT_DESCRIPTOR - HEADER) {
      throw CopyRefusal.illegal(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, at + LENGTH);
    }
    if (end - at < CopyLimits.SEGMENT_DESCRIPTOR) {
      throw CopyRefusal.illegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    return new CopySegment(
        at,
        (list.get(at + 1) & DC) != 0,
        list.getShort(at + SOURCE) & 0xFFFF,
        list.getShort(at + DESTINATION) & 0xFFFF,
        list.getShort(at + BLOCKS) & 0xFFFF,
        list.getLong(at + SOURCE_LBA),
        list.getLong(at + DESTINATION_LBA));
  }
}
