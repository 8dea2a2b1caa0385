package io.sluice.backend;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Objects;

/** A store's failure with the sense to report. The message is for a person. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient SenseData sense;

  public StoreException(SenseData sense, String message, Throwable cause) {
    super(message, cause);
    this.sense = Objects.requireNonNull(sense, "sense");
  }

  /**
   * DATA PROTECT, SPACE ALLOCATION FAILED: nothing was lost, and the write will succeed once there
   * is space.
   */
  public static StoreException noSpace(String message, Throwable cause) {
    return new StoreException(
        new SenseData(SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED),
        message,
        cause);
  }

  /** DATA PROTECT, WRITE PROTECTED. */
  public static StoreException writeProtected(String message) {
    return new StoreException(
        new SenseData(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED), message, null);
  }

  /**
   * MEDIUM ERROR, UNRECOVERED READ ERROR, with the block in the information field.
   *
   * @param lba the first block that can't be read
   */
  public static StoreException unreadable(long lba, String message, Throwable cause) {
    return new StoreException(
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR)
            .withInformation(lba),
        message,
        cause);
  }

  /**
   * MEDIUM ERROR, WRITE ERROR, with the block in the information field.
   *
   * @param lba the first block that can't be written
   */
  public static StoreException unwritable(long lba, String message, Throwable cause) {
    return new StoreException(
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR).withInformation(lba),
        message,
        cause);
  }

  /** NOT READY, CAUSE NOT REPORTABLE: an outage; the initiator may try again. */
  public static StoreException notReady(String message, Throwable cause) {
    return new StoreException(
        new SenseData(SenseKey.NOT_READY, AdditionalSense.NOT_READY_CAUSE_NOT_REPORTABLE),
        message,
        cause);
  }

  /** ILLEGAL REQUEST, INVALID FIELD IN CDB: the store does not do this. */
  public static StoreException illegalRequest(String message) {
    return new StoreException(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB),
        message,
        null);
  }

  /** The sense to report. */
  public SenseData sense() {
    return sense;
  }
}
