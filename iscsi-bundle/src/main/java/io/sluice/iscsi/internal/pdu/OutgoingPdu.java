package io.sluice.iscsi.internal.pdu;

/** Something to send: one PDU, or the several that answer one command. */
public interface OutgoingPdu {
  /**
   * Puts PDUs into the batch, as many as there is room for. Called by one thread at a time, in the
   * order in which PDUs are sent.
   *
   * @return whether that was all; if not, it is called again with an empty batch
   */
  boolean encode(PduBatch batch);

  /** All was handed to the socket, or never will be. Called once. */
  void released();

  /**
   * Bytes of the Java heap that it keeps until it is released; always the same. For the answer to a
   * command 0: those are counted with the commands that a session may have.
   */
  default int heapBytes() {
    return 0;
  }
}
