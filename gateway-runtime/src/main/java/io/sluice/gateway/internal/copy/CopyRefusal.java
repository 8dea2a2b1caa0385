package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;

/** Something is wrong with the parameter list of EXTENDED COPY; nothing was copied yet. */
final class CopyRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ScsiResponse response;

  private CopyRefusal(SenseData sense) {
    super(sense.toString(), null, false, false);
    response = ScsiResponse.checkCondition(sense);
  }

  /** ILLEGAL REQUEST with this additional sense (SPC-4 5.17.7.3). */
  static CopyRefusal illegal(AdditionalSense additional) {
    return new CopyRefusal(new SenseData(SenseKey.ILLEGAL_REQUEST, additional));
  }

  /** ILLEGAL REQUEST with a pointer to a byte of the parameter list. */
  static CopyRefusal illegal(AdditionalSense additional, int at) {
    return new CopyRefusal(
        new SenseData(SenseKey.ILLEGAL_REQUEST, additional).withFieldPointer(false, at, -1));
  }

  ScsiResponse response() {
    return response;
  }
}
