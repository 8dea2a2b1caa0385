package io.sluice.shell.wire;

import java.nio.ByteBuffer;

/** A terminal's size in characters; 0 where it is not known. */
public record WindowSize(int columns, int rows) {
  private static final int BYTES = 2 * Short.BYTES;

  /** This size as a frame. */
  public Frame toFrame() {
    byte[] payload =
        ByteBuffer.allocate(BYTES).putShort((short) columns).putShort((short) rows).array();
    return new Frame(FrameType.RESIZE, payload);
  }

  /** The size in a {@link FrameType#RESIZE} frame; 0 by 0 where the frame is damaged. */
  public static WindowSize from(Frame frame) {
    if (frame.payload().length != BYTES) {
      return new WindowSize(0, 0);
    }
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    return new WindowSize(
        Short.toUnsignedInt(payload.getShort()), Short.toUnsignedInt(payload.getShort()));
  }
}
