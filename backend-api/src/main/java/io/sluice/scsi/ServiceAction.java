package io.sluice.scsi;

/** Service actions of {@link OperationCode#SERVICE_ACTION_IN_16} and similar operation codes. */
public final class ServiceAction {
  /** READ CAPACITY (16), SBC-3 5.16. */
  public static final int READ_CAPACITY_16 = 0x10;

  /** GET LBA STATUS, SBC-3 5.4. */
  public static final int GET_LBA_STATUS = 0x12;

  /** EXTENDED COPY (LID1), SPC-4 6.5. */
  public static final int EXTENDED_COPY_LID1 = 0x00;

  /** REPORT TARGET PORT GROUPS, SPC-4 6.37. */
  public static final int REPORT_TARGET_PORT_GROUPS = 0x0A;

  /** REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS, SPC-4 6.36. */
  public static final int REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS = 0x0D;

  private ServiceAction() {}
}
