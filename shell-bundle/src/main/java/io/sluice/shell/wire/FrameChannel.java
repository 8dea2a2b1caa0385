package io.sluice.shell.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Frames over a blocking socket: one byte of type, four of length, the payload.
 *
 * <p>One thread may receive while others send. The channel is read and written directly: on JDK 17
 * the streams of {@code Channels} share a lock, and a waiting reader would stop every writer.
 */
public final class FrameChannel implements Closeable {
  private static final int HEADER = Byte.BYTES + Integer.BYTES;

  private final SocketChannel channel;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);

  public FrameChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /** Sends one frame whole. Any thread; one that is interrupted closes the channel. */
  public synchronized void send(Frame frame) throws IOException {
    byte[] payload = frame.payload();
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + payload.length);
    buffer.put(frame.type().code()).putInt(payload.length).put(payload).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * Waits for the next frame. One thread at a time.
   *
   * @return the frame, or null where the other side has closed the connection between two frames
   * @throws IOException where it closed within a frame, or where what came is no frame
   */
  public Frame receive() throws IOException {
    header.clear();
    if (!fill(header)) {
      return null;
    }
    header.flip();
    byte code = header.get();
    int length = header.getInt();
    FrameType type =
        FrameType.of(code).orElseThrow(() -> new IOException("not a shell frame: type " + code));
    if (length < 0 || length > Frame.MAX_PAYLOAD) {
      throw new IOException("not a shell frame: length " + length);
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (length > 0 && !fill(payload)) {
      throw new EOFException("connection closed within a frame");
    }
    return new Frame(type, payload.array());
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("connection closed within a frame");
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
