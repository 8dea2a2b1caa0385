package io.sluice.scsi;

/** Operation codes of the commands that a disk serves (SPC-4 table E.2, SBC-3 table 35). */
public final class OperationCode {
  /** SPC-4 6.47. */
  public static final int TEST_UNIT_READY = 0x00;

  /** SPC-4 6.39. */
  public static final int REQUEST_SENSE = 0x03;

  /** SBC-3 5.3. */
  public static final int FORMAT_UNIT = 0x04;

  /** SBC-2 5.8. */
  public static final int READ_6 = 0x08;

  /** SBC-2 5.28. */
  public static final int WRITE_6 = 0x0A;

  /** SPC-4 6.6. */
  public static final int INQUIRY = 0x12;

  /** SPC-4 6.11. */
  public static final int MODE_SELECT_6 = 0x15;

  /** SPC-2 7.21. */
  public static final int RESERVE_6 = 0x16;

  /** SPC-2 7.17. */
  public static final int RELEASE_6 = 0x17;

  /** SPC-4 6.13. */
  public static final int MODE_SENSE_6 = 0x1A;

  /** SBC-3 5.25. */
  public static final int START_STOP_UNIT = 0x1B;

  /** SBC-3 5.10. */
  public static final int PREVENT_ALLOW_MEDIUM_REMOVAL = 0x1E;

  /** SBC-3 5.15. */
  public static final int READ_CAPACITY_10 = 0x25;

  /** SBC-3 5.11. */
  public static final int READ_10 = 0x28;

  /** SBC-3 5.32. */
  public static final int WRITE_10 = 0x2A;

  /** SBC-3 5.36. */
  public static final int WRITE_AND_VERIFY_10 = 0x2E;

  /** SBC-3 5.29. */
  public static final int VERIFY_10 = 0x2F;

  /** SBC-3 5.8. */
  public static final int PRE_FETCH_10 = 0x34;

  /** SBC-3 5.26. */
  public static final int SYNCHRONIZE_CACHE_10 = 0x35;

  /** SBC-3 5.17. */
  public static final int READ_DEFECT_DATA_10 = 0x37;

  /** SBC-3 5.43. */
  public static final int WRITE_SAME_10 = 0x41;

  /** SBC-3 5.28. */
  public static final int UNMAP = 0x42;

  /** SBC-3 5.24. */
  public static final int SANITIZE = 0x48;

  /** SPC-4 6.12. */
  public static final int MODE_SELECT_10 = 0x55;

  /** SPC-2 7.22. */
  public static final int RESERVE_10 = 0x56;

  /** SPC-2 7.18. */
  public static final int RELEASE_10 = 0x57;

  /** SPC-4 6.14. */
  public static final int MODE_SENSE_10 = 0x5A;

  /** SPC-4 6.15. */
  public static final int PERSISTENT_RESERVE_IN = 0x5E;

  /** SPC-4 6.16. */
  public static final int PERSISTENT_RESERVE_OUT = 0x5F;

  /** Third-party copy OUT: EXTENDED COPY (LID1) has service action 0 (SPC-4 6.5). */
  public static final int EXTENDED_COPY = 0x83;

  /** Third-party copy IN: the service action says which command (SPC-4 6.22 to 6.25). */
  public static final int RECEIVE_COPY_RESULTS = 0x84;

  /** SBC-3 5.13. */
  public static final int READ_16 = 0x88;

  /** SBC-3 5.2. */
  public static final int COMPARE_AND_WRITE = 0x89;

  /** SBC-3 5.34. */
  public static final int WRITE_16 = 0x8A;

  /** SBC-3 5.6. */
  public static final int ORWRITE_16 = 0x8B;

  /** SBC-3 5.38. */
  public static final int WRITE_AND_VERIFY_16 = 0x8E;

  /** SBC-3 5.31. */
  public static final int VERIFY_16 = 0x8F;

  /** SBC-3 5.9. */
  public static final int PRE_FETCH_16 = 0x90;

  /** SBC-3 5.27. */
  public static final int SYNCHRONIZE_CACHE_16 = 0x91;

  /** SBC-3 5.44. */
  public static final int WRITE_SAME_16 = 0x93;

  /** SBC-4 5.48. */
  public static final int WRITE_ATOMIC_16 = 0x9C;

  /** SERVICE ACTION IN (16): {@link ServiceAction} says which command. */
  public static final int SERVICE_ACTION_IN_16 = 0x9E;

  /** SPC-4 6.33; served by the target, not by a logical unit's handler. */
  public static final int REPORT_LUNS = 0xA0;

  /** MAINTENANCE IN: {@link ServiceAction} says which command. */
  public static final int MAINTENANCE_IN = 0xA3;

  /** SBC-3 5.12. */
  public static final int READ_12 = 0xA8;

  /** SBC-3 5.33. */
  public static final int WRITE_12 = 0xAA;

  /** SBC-3 5.37. */
  public static final int WRITE_AND_VERIFY_12 = 0xAE;

  /** SBC-3 5.30. */
  public static final int VERIFY_12 = 0xAF;

  /** SBC-3 5.18. */
  public static final int READ_DEFECT_DATA_12 = 0xB7;

  private OperationCode() {}
}
