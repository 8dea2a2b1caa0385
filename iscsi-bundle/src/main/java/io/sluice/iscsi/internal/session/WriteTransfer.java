package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.memory.TransferBuffer;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The data of one command on its way from the initiator (RFC 7143 4.2.5): unsolicited at first,
 * then as we ask for it. All of it comes in order. Any thread.
 */
public final class WriteTransfer {
  private final TransferBuffer buffer;
  private final int wanted;
  private final int unsolicitedLimit;
  private final int maxBurst;

  /** Bursts that were asked for and are not complete, a ring: its tag, and where it ends. */
  private final int[] tags;

  private final int[] ends;
  private int firstBurst;
  private int bursts;

  private boolean unsolicited;
  private boolean corrupt;
  private boolean finished;
  private int received;
  private int askedFor;
  private int dataSn;
  private int r2tSn;

  /**
   * Of a command whose data begins to come.
   *
   * @param buffer where it goes
   * @param wanted bytes that the command needs
   * @param unsolicitedLimit bytes that may come without being asked for
   * @param unsolicited whether unsolicited Data-Out follows the command
   */
  WriteTransfer(
      TransferBuffer buffer,
      int wanted,
      int unsolicitedLimit,
      boolean unsolicited,
      int maxBurst,
      int maxOutstandingR2T) {
    this.buffer = buffer;
    this.wanted = wanted;
    this.unsolicitedLimit = unsolicitedLimit;
    this.unsolicited = unsolicited;
    this.maxBurst = maxBurst;
    int most = Math.min(maxOutstandingR2T, wanted / maxBurst + 1);
    tags = new int[most];
    ends = new int[most];
  }

  /** Whether all that is to come has come. */
  synchronized boolean isComplete() {
    return !unsolicited && (corrupt ? bursts == 0 : received >= wanted);
  }

  /** A part of it can't be believed: no more is asked for, and the command must fail. */
  synchronized void corrupt() {
    corrupt = true;
  }

  synchronized boolean isCorrupt() {
    return corrupt;
  }

  /** All that is to come has come: what it left out is nobody else's data. */
  synchronized void finish() {
    if (!finished) {
      finished = true;
      buffer.received(received);
    }
  }

  /** Whether data is due that was asked for or announced. */
  public synchronized boolean isDue() {
    return bursts > 0 || unsolicited;
  }

  /** R2Ts that were sent. */
  synchronized int r2tCount() {
    return r2tSn;
  }

  /** Takes note of the data that comes with the command itself; it is read next. */
  synchronized void immediate(int length) {
    received = length;
  }

  /**
   * Takes note of a Data-Out, whose data is read next.
   *
   * @return the offset it goes to
   * @throws ProtocolException when it is not what was asked for
   */
  synchronized int accept(ByteBuffer header, int length) throws ProtocolException {
    int tag = header.getInt(Bhs.TARGET_TRANSFER_TAG);
    boolean last = (header.get(Bhs.FLAGS) & Bhs.FINAL) != 0;
    int offset = header.getInt(Bhs.BUFFER_OFFSET);
    if (header.getInt(Bhs.DATA_SN) != dataSn) {
      corrupt(); // a PDU is missing, as if its digest had been wrong (RFC 7143 7.9)
    }
    if (offset != received) {
      throw ProtocolException.outOfSequence("data out of order");
    }
    int end = end(tag);
    if (length > end - received) {
      throw ProtocolException.outOfSequence("more data than was asked for");
    }
    if (!last && length == 0) {
      throw ProtocolException.outOfSequence("a Data-Out without data");
    }
    dataSn++;
    received += length;
    if (last) {
      finishSequence(tag, end);
    }
    return offset;
  }

  private int end(int tag) throws ProtocolException {
    if (tag == Bhs.RESERVED_TAG) {
      if (!unsolicited) {
        throw ProtocolException.outOfSequence("unsolicited data that was not announced");
      }
      return unsolicitedLimit;
    }
    if (bursts == 0 || tags[firstBurst] != tag) {
      throw ProtocolException.outOfSequence("a target transfer tag out of order");
    }
    return ends[firstBurst];
  }

  private void finishSequence(int tag, int end) throws ProtocolException {
    dataSn = 0;
    if (tag == Bhs.RESERVED_TAG) {
      unsolicited = false;
    } else if (received == end) {
      firstBurst = (firstBurst + 1) % tags.length;
      bursts--;
    } else {
      throw ProtocolException.outOfSequence("less data than was asked for");
    }
  }

  /** The next R2T to send; null when none is due. */
  synchronized PduTemplate nextR2T(IscsiCmd cmd, int tag) {
    int from = Math.max(received, askedFor);
    if (corrupt || unsolicited || bursts == tags.length || from >= wanted) {
      return null;
    }
    int length = Math.min(maxBurst, wanted - from);
    int last = (firstBurst + bursts) % tags.length;
    tags[last] = tag;
    ends[last] = from + length;
    bursts++;
    askedFor = from + length;
    return new PduTemplate(Opcode.READY_TO_TRANSFER, cmd.taskTag())
        .u64(Bhs.LUN, cmd.lunField())
        .u32(Bhs.TARGET_TRANSFER_TAG, tag)
        .u32(Bhs.DATA_SN, r2tSn++)
        .u32(Bhs.BUFFER_OFFSET, from)
        .u32(Bhs.DESIRED_LENGTH, length)
        .unnumbered();
  }

  TransferBuffer buffer() {
    return buffer;
  }
}
