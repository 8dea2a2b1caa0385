package io.sluice.shell.internal;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Sends what a session prints. */
final class FrameOutputStream extends OutputStream {
  private final FrameSender sender;
  private final FrameType type;

  FrameOutputStream(FrameSender sender, FrameType type) {
    this.sender = sender;
    this.type = type;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    for (int from = offset; from < end; from += Frame.MAX_PAYLOAD) {
      int to = Math.min(end, from + Frame.MAX_PAYLOAD);
      sender.send(new Frame(type, Arrays.copyOfRange(bytes, from, to)));
    }
  }
}
