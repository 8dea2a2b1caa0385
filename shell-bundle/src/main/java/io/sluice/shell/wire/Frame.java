package io.sluice.shell.wire;

import java.nio.ByteBuffer;

/**
 * One message.
 *
 * @param type what it says
 * @param payload its bytes, at most {@link #MAX_PAYLOAD}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a frame is read once and never compared
public record Frame(FrameType type, byte[] payload) {
  /** The longest payload, in bytes: what is longer is refused before memory is taken for it. */
  public static final int MAX_PAYLOAD = 64 * 1024;

  /** The last frame of a session. */
  public static Frame exit(int code) {
    return new Frame(FrameType.EXIT, ByteBuffer.allocate(Integer.BYTES).putInt(code).array());
  }

  /** The exit code of an {@link FrameType#EXIT} frame; 1 where the frame is damaged. */
  public int exitCode() {
    return payload.length == Integer.BYTES ? ByteBuffer.wrap(payload).getInt() : 1;
  }
}
