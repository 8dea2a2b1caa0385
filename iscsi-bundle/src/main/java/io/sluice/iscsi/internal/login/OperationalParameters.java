package io.sluice.iscsi.internal.login;

/**
 * What initiator and target have agreed on (RFC 7143 section 13).
 *
 * @param initiatorMaxRecvDataSegmentLength bytes of data that we may send in one PDU
 * @param maxBurstLength bytes of a sequence of Data-In, or that one R2T may ask for
 * @param firstBurstLength bytes of unsolicited data for one command, immediate data included
 * @param maxOutstandingR2T R2Ts that may be open for one command
 */
public record OperationalParameters(
    boolean headerDigest,
    boolean dataDigest,
    int initiatorMaxRecvDataSegmentLength,
    int maxBurstLength,
    int firstBurstLength,
    int maxOutstandingR2T,
    boolean initialR2T,
    boolean immediateData,
    int protocolLevel) {
  /** What holds where nothing is said (RFC 7143 13.1 to 13.27). */
  public static final OperationalParameters DEFAULTS =
      new OperationalParameters(false, false, 8192, 262144, 65536, 1, true, true, 1);
}
