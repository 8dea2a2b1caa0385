package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiCmd;
import io.sluice.scsi.AdditionalSense;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameter list of EXTENDED COPY (LID1) (SPC-4 6.5, 6.4.3), checked as far as that needs no
 * look at what it names.
 *
 * @param listId told from others of the nexus by this, 0..255
 * @param identified whether it is to be known by its list identifier
 * @param cscds in order
 * @param segments in order
 */
record CopyParameterList(
    int listId, boolean identified, List<CscdDescriptor> cscds, List<CopySegment> segments) {
  private static final int LIST_ID_USAGE = 0x18;
  private static final int USAGE_RESERVED = 0x08;
  private static final int USAGE_DISABLED = 0x18;

  /**
   * Reads what came with the command.
   *
   * @param length what the CDB says, in bytes, more than 0
   */
  static CopyParameterList read(ScsiCmd cmd, long length) throws CopyRefusal {
    boolean longEnough = length >= CopyLimits.HEADER && length <= cmd.dataOut().length();
    if (!longEnough || length > CopyLimits.HEADER + CopyLimits.DESCRIPTOR_LIST_LENGTH) {
      throw CopyRefusal.illegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    ByteBuffer list = ByteBuffer.allocate((int) length); // a copy, since the initiator may share it
    cmd.dataOut().get(0, list.duplicate());
    int cscdBytes = list.getShort(2) & 0xFFFF;
    long segmentBytes = list.getInt(8) & 0xFFFFFFFFL;
    if (list.getInt(12) != 0) {
      throw CopyRefusal.illegal(AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED, 12);
    }
    if (cscdBytes % CopyLimits.CSCD_DESCRIPTOR != 0
        || CopyLimits.HEADER + cscdBytes + segmentBytes > length) {
      throw CopyRefusal.illegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    int begin = CopyLimits.HEADER + cscdBytes;
    return new CopyParameterList(
        listId(list),
        (list.get(1) & LIST_ID_USAGE) != USAGE_DISABLED,
        cscds(list, cscdBytes / CopyLimits.CSCD_DESCRIPTOR),
        segments(list, begin, begin + (int) segmentBytes));
  }

  private static int listId(ByteBuffer list) throws CopyRefusal {
    int usage = list.get(1) & LIST_ID_USAGE;
    if (usage == USAGE_RESERVED) {
      throw CopyRefusal.illegal(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, 1);
    }
    int id = list.get(0) & 0xFF;
    if (usage == USAGE_DISABLED && id != 0) {
      throw CopyRefusal.illegal(AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, 0);
    }
    return id;
  }

  private static List<CscdDescriptor> cscds(ByteBuffer list, int count) throws CopyRefusal {
    if (count > CopyLimits.CSCD_DESCRIPTORS) {
      throw CopyRefusal.illegal(AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS);
    }
    List<CscdDescriptor> cscds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cscds.add(CscdDescriptor.read(list, CopyLimits.HEADER + i * CopyLimits.CSCD_DESCRIPTOR));
    }
    return cscds;
  }

  private static List<CopySegment> segments(ByteBuffer list, int begin, int end)
      throws CopyRefusal {
    List<CopySegment> segments = new ArrayList<>();
    for (int at = begin; at < end; at += CopyLimits.SEGMENT_DESCRIPTOR) {
      if (segments.size() == CopyLimits.SEGMENT_DESCRIPTORS) {
        throw CopyRefusal.illegal(AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
      }
      segments.add(CopySegment.read(list, at, end));
    }
    return segments;
  }
}
