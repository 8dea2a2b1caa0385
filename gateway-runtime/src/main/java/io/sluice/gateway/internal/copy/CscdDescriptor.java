package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiDevice;
import io.sluice.backend.command.InquiryCommand;
import io.sluice.scsi.AdditionalSense;
import java.nio.ByteBuffer;

/**
 * An identification descriptor CSCD descriptor (SPC-4 6.4.5.6): which logical unit is a copy source
 * or destination. LU ID TYPE and the obsolete NUL bit mean nothing in it. Immutable.
 */
final class CscdDescriptor {
  private static final int DEVICE_TYPE = 0x1F;
  private static final int DESIGNATOR = 4;
  private static final int DESIGNATOR_LENGTH = 7;
  private static final int DESIGNATOR_HEADER = 4;
  private static final int LONGEST_DESIGNATOR = 20;
  private static final int BLOCK_LENGTH = 28;

  private final int at;
  private final int deviceType;
  private final byte[] designator;
  private final int blockLength;

  private CscdDescriptor(int at, int deviceType, byte[] designator, int blockLength) {
    this.at = at;
    this.deviceType = deviceType;
    this.designator = designator;
    this.blockLength = blockLength;
  }

  static CscdDescriptor read(ByteBuffer list, int at) throws CopyRefusal {
    if ((list.get(at) & 0xFF) != CopyLimits.IDENTIFICATION_CSCD_DESCRIPTOR) {
      throw CopyRefusal.illegal(AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE, at);
    }
    int length = list.get(at + DESIGNATOR_LENGTH) & 0xFF;
    if (length > LONGEST_DESIGNATOR) {
      throw CopyRefusal.illegal(
          AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, at + DESIGNATOR_LENGTH);
    }
    byte[] designator = new byte[DESIGNATOR_HEADER + length];
    list.get(at + DESIGNATOR, designator);
    return new CscdDescriptor(
        at, list.get(at + 1) & DEVICE_TYPE, designator, list.getInt(at + BLOCK_LENGTH) & 0xFFFFFF);
  }

  /** Where it begins in the parameter list. */
  int at() {
    return at;
  }

  /** The peripheral device type that the unit should have. */
  int deviceType() {
    return deviceType;
  }

  /** Bytes in one of the unit's blocks, as the initiator believes. */
  int blockLength() {
    return blockLength;
  }

  /** Whether it names this unit by one of the names that VPD page 83h tells. */
  boolean names(ScsiDevice unit) {
    return InquiryCommand.designators(unit).stream().anyMatch(name -> name.isAt(designator, 0));
  }
}
