package io.sluice.backend;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;

/**
 * The answer to a command: status, sense, residual. Immutable; common responses are shared, so a
 * GOOD answer costs no allocation.
 *
 * @param status SAM-5 5.3.1
 * @param sense with CHECK CONDITION, else null
 * @param residual bytes at the end of data-in that were not filled; 0 if all were. A transport
 *     never sends bytes that were not put into data-in, whatever this says
 */
public record ScsiResponse(ScsiStatus status, SenseData sense, long residual) {
  private static final ScsiResponse GOOD = new ScsiResponse(ScsiStatus.GOOD, null, 0);

  public ScsiResponse {
    if ((status == ScsiStatus.CHECK_CONDITION) != (sense != null)) {
      throw new IllegalArgumentException(
          "sense goes with CHECK CONDITION: " + status + ", " + sense);
    }
    if (residual < 0) {
      throw new IllegalArgumentException("residual is " + residual);
    }
  }

  /** GOOD, with all of data-in filled. */
  public static ScsiResponse good() {
    return GOOD;
  }

  /** GOOD, with the last {@code residual} bytes of data-in not filled. */
  public static ScsiResponse good(long residual) {
    return residual == 0 ? GOOD : new ScsiResponse(ScsiStatus.GOOD, null, residual);
  }

  /** A status without sense data: BUSY, TASK SET FULL, RESERVATION CONFLICT, TASK ABORTED … */
  public static ScsiResponse status(ScsiStatus status) {
    return status == ScsiStatus.GOOD ? GOOD : new ScsiResponse(status, null, 0);
  }

  /** CHECK CONDITION with this sense. */
  public static ScsiResponse checkCondition(SenseData sense) {
    return new ScsiResponse(ScsiStatus.CHECK_CONDITION, sense, 0);
  }

  /** CHECK CONDITION with sense key and additional sense. */
  public static ScsiResponse checkCondition(SenseKey key, AdditionalSense additional) {
    return checkCondition(new SenseData(key, additional));
  }

  /** The command is not known: ILLEGAL REQUEST, INVALID COMMAND OPERATION CODE. */
  public static ScsiResponse notHandled() {
    return checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_COMMAND_OPERATION_CODE)
            .withFieldPointer(true, 0, 7));
  }

  /** MEDIUM ERROR, UNRECOVERED READ ERROR. */
  public static ScsiResponse mediumError() {
    return checkCondition(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
  }

  /**
   * ILLEGAL REQUEST, INVALID FIELD IN CDB, without saying which field; prefer {@link
   * #invalidFieldInCdb}.
   */
  public static ScsiResponse illegalRequest() {
    return checkCondition(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
  }

  /**
   * ILLEGAL REQUEST, INVALID FIELD IN CDB, pointing at the field.
   *
   * @param at byte of the CDB
   * @param bit its most significant bit in error, or -1 for the whole byte
   */
  public static ScsiResponse invalidFieldInCdb(int at, int bit) {
    return checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB)
            .withFieldPointer(true, at, bit));
  }

  /** HARDWARE ERROR, INTERNAL TARGET FAILURE. */
  public static ScsiResponse targetFailure() {
    return checkCondition(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
  }

  /**
   * The response for a handler's failure: a {@link StoreException} becomes its own sense, any other
   * {@link IOException} MEDIUM ERROR (WRITE ERROR if the command has data-out), anything else
   * HARDWARE ERROR. Logs nothing; {@link CommandFailure#respond} does.
   */
  public static ScsiResponse of(ScsiCmd cmd, Throwable failure) {
    if (failure instanceof StoreException known) {
      return checkCondition(known.sense());
    }
    if (failure instanceof IOException) {
      return cmd.dataOut().length() > 0
          ? checkCondition(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR)
          : mediumError();
    }
    return targetFailure();
  }
}
