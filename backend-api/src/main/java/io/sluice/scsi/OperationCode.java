package io.sluice.scsi;

/** Operation codes of the commands that a disk serves (SPC-4 table E.2, SBC-3 table 35). */
public final class OperationCode {
  /** SPC-4 6.47. */
  public static final int TEST_UNIT_READY = 0x00;

  /** SPC-4 6.39. */
  public static final int REQUEST_SENSE = 0x03;

  /** SBC-2 5.8. */
  public static final int READ_6 = 0x08;

  /** SBC-2 5.28. */
  public static final int WRITE_6 = 0x0A;

  /** SPC-4 6.6. */
  public static final int INQUIRY = 0x12;

  /** SPC-4 6.11. */
  public static final int MODE_SELECT_6 = 0x15;

  /** SPC-4 6.13. */
  public static final int MODE_SENSE_6 = 0x1A;

  /** SBC-3 5.25. */
  public static final int START_STOP_UNIT = 0x1B;

  /** SBC-3 5.15. */
  public static final int READ_CAPACITY_10 = 0x25;

  /** SBC-3 5.11. */
  public static final int READ_10 = 0x28;

  /** SBC-3 5.32. */
  public static final int WRITE_10 = 0x2A;

  /** SBC-3 5.29. */
  public static final int VERIFY_10 = 0x2F;

  /** SBC-3 5.26. */
  public static final int SYNCHRONIZE_CACHE_10 = 0x35;

  /** SBC-3 5.43. */
  public static final int WRITE_SAME_10 = 0x41;

  /** SBC-3 5.28. */
  public static final int UNMAP = 0x42;

  /** SPC-4 6.12. */
  public static final int MODE_SELECT_10 = 0x55;

  /** SPC-4 6.14. */
  public static final int MODE_SENSE_10 = 0x5A;

  /** SBC-3 5.13. */
  public static final int READ_16 = 0x88;

  /** SBC-3 5.34. */
  public static final int WRITE_16 = 0x8A;

  /** SBC-3 5.31. */
  public static final int VERIFY_16 = 0x8F;

  /** SBC-3 5.27. */
  public static final int SYNCHRONIZE_CACHE_16 = 0x91;

  /** SBC-3 5.44. */
  public static final int WRITE_SAME_16 = 0x93;

  /** SERVICE ACTION IN (16): {@link ServiceAction} says which command. */
  public static final int SERVICE_ACTION_IN_16 = 0x9E;

  /** SPC-4 6.33; served by the target, not by a logical unit's handler. */
  public static final int REPORT_LUNS = 0xA0;

  /** SBC-3 5.12. */
  public static final int READ_12 = 0xA8;

  /** SBC-3 5.33. */
  public static final int WRITE_12 = 0xAA;

  /** SBC-3 5.30. */
  public static final int VERIFY_12 = 0xAF;

  private OperationCode() {}
}
