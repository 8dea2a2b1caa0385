package io.sluice.scsi;

/**
 * An additional sense code with its qualifier (SPC-4 4.5.6, table 48, and annex D). The constants
 * are the codes that Sluice itself reports; a handler may create others.
 *
 * @param asc the additional sense code, 0..255
 * @param ascq its qualifier, 0..255
 * @param text its name in the standard, for logs
 */
public record AdditionalSense(int asc, int ascq, String text) {
  public static final AdditionalSense NONE =
      new AdditionalSense(0x00, 0x00, "NO ADDITIONAL SENSE INFORMATION");
  public static final AdditionalSense OPERATION_IN_PROGRESS =
      new AdditionalSense(0x00, 0x16, "OPERATION IN PROGRESS");
  public static final AdditionalSense NOT_READY_CAUSE_NOT_REPORTABLE =
      new AdditionalSense(0x04, 0x00, "LOGICAL UNIT NOT READY, CAUSE NOT REPORTABLE");
  public static final AdditionalSense BECOMING_READY =
      new AdditionalSense(0x04, 0x01, "LOGICAL UNIT IS IN PROCESS OF BECOMING READY");
  public static final AdditionalSense MANUAL_INTERVENTION_REQUIRED =
      new AdditionalSense(0x04, 0x03, "LOGICAL UNIT NOT READY, MANUAL INTERVENTION REQUIRED");
  public static final AdditionalSense FORMAT_IN_PROGRESS =
      new AdditionalSense(0x04, 0x04, "LOGICAL UNIT NOT READY, FORMAT IN PROGRESS");
  public static final AdditionalSense SANITIZE_IN_PROGRESS =
      new AdditionalSense(0x04, 0x1B, "LOGICAL UNIT NOT READY, SANITIZE IN PROGRESS");
  public static final AdditionalSense UNREACHABLE_COPY_TARGET =
      new AdditionalSense(0x08, 0x04, "UNREACHABLE COPY TARGET");
  public static final AdditionalSense WRITE_ERROR = new AdditionalSense(0x0C, 0x00, "WRITE ERROR");
  public static final AdditionalSense THIRD_PARTY_DEVICE_FAILURE =
      new AdditionalSense(0x0D, 0x01, "THIRD PARTY DEVICE FAILURE");
  public static final AdditionalSense COPY_TARGET_DEVICE_NOT_REACHABLE =
      new AdditionalSense(0x0D, 0x02, "COPY TARGET DEVICE NOT REACHABLE");
  public static final AdditionalSense INCORRECT_COPY_TARGET_DEVICE_TYPE =
      new AdditionalSense(0x0D, 0x03, "INCORRECT COPY TARGET DEVICE TYPE");
  public static final AdditionalSense INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT =
      new AdditionalSense(0x0E, 0x03, "INVALID FIELD IN COMMAND INFORMATION UNIT");
  public static final AdditionalSense UNRECOVERED_READ_ERROR =
      new AdditionalSense(0x11, 0x00, "UNRECOVERED READ ERROR");
  public static final AdditionalSense PARAMETER_LIST_LENGTH_ERROR =
      new AdditionalSense(0x1A, 0x00, "PARAMETER LIST LENGTH ERROR");
  public static final AdditionalSense MISCOMPARE_DURING_VERIFY =
      new AdditionalSense(0x1D, 0x00, "MISCOMPARE DURING VERIFY OPERATION");
  public static final AdditionalSense INVALID_COMMAND_OPERATION_CODE =
      new AdditionalSense(0x20, 0x00, "INVALID COMMAND OPERATION CODE");
  public static final AdditionalSense LBA_OUT_OF_RANGE =
      new AdditionalSense(0x21, 0x00, "LOGICAL BLOCK ADDRESS OUT OF RANGE");
  public static final AdditionalSense INVALID_FIELD_IN_CDB =
      new AdditionalSense(0x24, 0x00, "INVALID FIELD IN CDB");
  public static final AdditionalSense LOGICAL_UNIT_NOT_SUPPORTED =
      new AdditionalSense(0x25, 0x00, "LOGICAL UNIT NOT SUPPORTED");
  public static final AdditionalSense INVALID_FIELD_IN_PARAMETER_LIST =
      new AdditionalSense(0x26, 0x00, "INVALID FIELD IN PARAMETER LIST");
  public static final AdditionalSense TOO_MANY_TARGET_DESCRIPTORS =
      new AdditionalSense(0x26, 0x06, "TOO MANY TARGET DESCRIPTORS");
  public static final AdditionalSense UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE =
      new AdditionalSense(0x26, 0x07, "UNSUPPORTED TARGET DESCRIPTOR TYPE CODE");
  public static final AdditionalSense TOO_MANY_SEGMENT_DESCRIPTORS =
      new AdditionalSense(0x26, 0x08, "TOO MANY SEGMENT DESCRIPTORS");
  public static final AdditionalSense UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE =
      new AdditionalSense(0x26, 0x09, "UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE");
  public static final AdditionalSense UNEXPECTED_INEXACT_SEGMENT =
      new AdditionalSense(0x26, 0x0A, "UNEXPECTED INEXACT SEGMENT");
  public static final AdditionalSense INLINE_DATA_LENGTH_EXCEEDED =
      new AdditionalSense(0x26, 0x0B, "INLINE DATA LENGTH EXCEEDED");
  public static final AdditionalSense WRITE_PROTECTED =
      new AdditionalSense(0x27, 0x00, "WRITE PROTECTED");
  public static final AdditionalSense SOFTWARE_WRITE_PROTECTED =
      new AdditionalSense(0x27, 0x02, "LOGICAL UNIT SOFTWARE WRITE PROTECTED");
  public static final AdditionalSense SPACE_ALLOCATION_FAILED =
      new AdditionalSense(0x27, 0x07, "SPACE ALLOCATION FAILED WRITE PROTECT");
  public static final AdditionalSense MEDIUM_MAY_HAVE_CHANGED =
      new AdditionalSense(0x28, 0x00, "NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED");
  public static final AdditionalSense POWER_ON_OR_RESET =
      new AdditionalSense(0x29, 0x00, "POWER ON, RESET, OR BUS DEVICE RESET OCCURRED");
  public static final AdditionalSense BUS_DEVICE_RESET =
      new AdditionalSense(0x29, 0x03, "BUS DEVICE RESET FUNCTION OCCURRED");
  public static final AdditionalSense MODE_PARAMETERS_CHANGED =
      new AdditionalSense(0x2A, 0x01, "MODE PARAMETERS CHANGED");
  public static final AdditionalSense RESERVATIONS_PREEMPTED =
      new AdditionalSense(0x2A, 0x03, "RESERVATIONS PREEMPTED");
  public static final AdditionalSense RESERVATIONS_RELEASED =
      new AdditionalSense(0x2A, 0x04, "RESERVATIONS RELEASED");
  public static final AdditionalSense REGISTRATIONS_PREEMPTED =
      new AdditionalSense(0x2A, 0x05, "REGISTRATIONS PREEMPTED");
  public static final AdditionalSense CAPACITY_DATA_HAS_CHANGED =
      new AdditionalSense(0x2A, 0x09, "CAPACITY DATA HAS CHANGED");
  public static final AdditionalSense SAVING_PARAMETERS_NOT_SUPPORTED =
      new AdditionalSense(0x39, 0x00, "SAVING PARAMETERS NOT SUPPORTED");
  public static final AdditionalSense MEDIUM_NOT_PRESENT =
      new AdditionalSense(0x3A, 0x00, "MEDIUM NOT PRESENT");
  public static final AdditionalSense INQUIRY_DATA_HAS_CHANGED =
      new AdditionalSense(0x3F, 0x03, "INQUIRY DATA HAS CHANGED");
  public static final AdditionalSense INTERNAL_TARGET_FAILURE =
      new AdditionalSense(0x44, 0x00, "INTERNAL TARGET FAILURE");
  public static final AdditionalSense PERSISTENT_RESERVATION_INFORMATION_LOST =
      new AdditionalSense(0x44, 0x01, "PERSISTENT RESERVATION INFORMATION LOST");
  public static final AdditionalSense MEDIUM_REMOVAL_PREVENTED =
      new AdditionalSense(0x53, 0x02, "MEDIUM REMOVAL PREVENTED");
  public static final AdditionalSense INSUFFICIENT_REGISTRATION_RESOURCES =
      new AdditionalSense(0x55, 0x04, "INSUFFICIENT REGISTRATION RESOURCES");

  public AdditionalSense {
    if (asc >>> 8 != 0 || ascq >>> 8 != 0) {
      throw new IllegalArgumentException("asc and ascq are bytes: " + asc + ", " + ascq);
    }
  }

  @Override
  public String toString() {
    return "%02X/%02X %s".formatted(asc, ascq, text);
  }
}
