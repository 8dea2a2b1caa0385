package io.sluice.iscsi.internal.pdu;

import io.sluice.backend.osgi.PrintableText;
import java.io.IOException;
import java.io.Serial;

/** The other side broke the protocol in a way that ends its connection. */
public final class ProtocolException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final transient RejectReason reason;

  /**
   * @param reason what a Reject PDU says before the connection is dropped; null for none, when the
   *     stream can't be trusted any more
   */
  public ProtocolException(RejectReason reason, String message) {
    super(PrintableText.ofMessage(message)); // there may be what a stranger sent in it
    this.reason = reason;
  }

  /** As a breach of order. */
  public static ProtocolException of(String message) {
    return new ProtocolException(RejectReason.PROTOCOL_ERROR, message);
  }

  /**
   * PDUs do not follow each other as they must. Without error recovery this ends the session, and
   * there is nothing to say about it (RFC 7143 7.9).
   */
  public static ProtocolException outOfSequence(String message) {
    return new ProtocolException(null, message);
  }

  /** What to say in a Reject PDU; null for nothing. */
  public RejectReason reason() {
    return reason;
  }
}
