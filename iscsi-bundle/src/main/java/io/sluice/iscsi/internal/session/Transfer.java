package io.sluice.iscsi.internal.session;

import io.sluice.backend.Segments;
import io.sluice.iscsi.internal.memory.TransferBuffer;

/**
 * A command's memory, and what initiator and CDB expect of the transfer. At most one of the lengths
 * is not 0: bidirectional commands are refused.
 */
final class Transfer {
  static final Transfer NONE = new Transfer(null, null, 0, 0);

  private final long expected;
  private final long asked;
  private TransferBuffer in;
  private TransferBuffer out;

  /**
   * With its memory.
   *
   * @param in where data for the initiator goes; null for none
   * @param out where its data is; null for none
   * @param expected bytes that the PDU speaks of
   * @param asked bytes that the CDB speaks of; where it does not say, {@code expected}
   */
  Transfer(TransferBuffer in, TransferBuffer out, long expected, long asked) {
    this.in = in;
    this.out = out;
    this.expected = expected;
    this.asked = asked;
  }

  Segments in() {
    TransferBuffer buffer = in;
    return buffer == null ? Segments.EMPTY : buffer;
  }

  Segments out() {
    TransferBuffer buffer = out;
    return buffer == null ? Segments.EMPTY : buffer;
  }

  TransferBuffer inBuffer() {
    return in;
  }

  /** Whether all its memory is there. */
  synchronized boolean isWhole() {
    TransferBuffer buffer = in == null ? out : in;
    return buffer != null && buffer.isWhole();
  }

  /** Bytes that the initiator has made room for, or brings. */
  long expected() {
    return expected;
  }

  /** Bytes by which the CDB asks for more than the initiator expects. */
  long overflow() {
    return Math.max(0, asked - expected);
  }

  /** Bytes by which the initiator expects more than the CDB asks for. */
  long underflow() {
    return Math.max(0, expected - asked);
  }

  /** Gives the memory back; once is enough, twice does nothing. */
  synchronized void release() {
    if (in != null) {
      in.release();
      in = null;
    }
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
