package io.sluice.iscsi.internal.pdu;

/** Reasons of a Reject PDU (RFC 7143 11.17.1). */
public enum RejectReason {
  DATA_DIGEST_ERROR(0x02),
  SNACK_REJECT(0x03),
  PROTOCOL_ERROR(0x04),
  COMMAND_NOT_SUPPORTED(0x05),
  TASK_IN_PROGRESS(0x07),
  INVALID_PDU_FIELD(0x09),
  NEGOTIATION_RESET(0x0B);

  private final int code;

  RejectReason(int code) {
    this.code = code;
  }

  /** The byte in the PDU. */
  public int code() {
    return code;
  }
}
