package io.sluice.iscsi.internal.pdu;

import java.nio.ByteBuffer;

/** A PDU whose fields are known beforehand, but for those that the sender numbers. */
public final class PduTemplate implements OutgoingPdu {
  /** About what it takes itself. */
  private static final int OBJECTS = 256;

  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0);

  private final byte[] bytes = new byte[Bhs.LENGTH];
  private final ByteBuffer header = ByteBuffer.wrap(bytes);
  private ByteBuffer data = NO_DATA;
  private Numbering numbering = Numbering.TAKES_STAT_SN;
  private Runnable onReleased = () -> {};

  private enum Numbering {
    TAKES_STAT_SN,
    SHOWS_STAT_SN
  }

  /**
   * With F set, and everything else zero.
   *
   * @param taskTag the initiator task tag
   */
  public PduTemplate(int opcode, int taskTag) {
    header
        .put(Bhs.OPCODE, (byte) opcode)
        .put(Bhs.FLAGS, (byte) Bhs.FINAL)
        .putInt(Bhs.INITIATOR_TASK_TAG, taskTag);
  }

  public PduTemplate flags(int value) {
    header.put(Bhs.FLAGS, (byte) value);
    return this;
  }

  public PduTemplate u8(int at, int value) {
    header.put(at, (byte) value);
    return this;
  }

  public PduTemplate u16(int at, int value) {
    header.putShort(at, (short) value);
    return this;
  }

  public PduTemplate u32(int at, int value) {
    header.putInt(at, value);
    return this;
  }

  public PduTemplate u64(int at, long value) {
    header.putLong(at, value);
    return this;
  }

  public PduTemplate data(byte[] value) {
    data = ByteBuffer.wrap(value);
    return this;
  }

  /** It tells the next StatSN without using it up: R2T, and a NOP-In that asks. */
  public PduTemplate unnumbered() {
    numbering = Numbering.SHOWS_STAT_SN;
    return this;
  }

  PduTemplate onReleased(Runnable action) {
    onReleased = action;
    return this;
  }

  @Override
  public boolean encode(PduBatch batch) {
    if (!batch.hasRoom(1)) {
      return false;
    }
    ByteBuffer out = batch.header();
    out.put(0, bytes);
    if (numbering == Numbering.SHOWS_STAT_SN) {
      out.putInt(Bhs.STAT_SN, batch.nextStatSn());
    }
    int length = data.remaining();
    batch.begin(out, length, numbering == Numbering.TAKES_STAT_SN);
    if (length > 0) {
      batch.piece(data);
    }
    batch.end();
    return true;
  }

  @Override
  public int heapBytes() {
    return OBJECTS + data.capacity();
  }

  @Override
  public void released() {
    onReleased.run();
  }
}
