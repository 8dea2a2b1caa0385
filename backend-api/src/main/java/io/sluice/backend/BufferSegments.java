package io.sluice.backend;

import java.nio.ByteBuffer;

/** Segments over byte buffers, whose native addresses nobody asked for. */
final class BufferSegments extends Segments {
  private final ByteBuffer[] buffers;
  private final long length;

  BufferSegments(ByteBuffer... given) {
    buffers = new ByteBuffer[count(given)];
    int n = 0;
    long sum = 0;
    for (ByteBuffer buffer : given) {
      if (buffer.hasRemaining()) {
        buffers[n++] = buffer.slice();
        sum += buffer.remaining();
      }
    }
    length = sum;
  }

  private static int count(ByteBuffer... given) {
    int n = 0;
    for (ByteBuffer buffer : given) {
      n += buffer.hasRemaining() ? 1 : 0;
    }
    return n;
  }

  @Override
  public int count() {
    return buffers.length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int length(int i) {
    return buffers[i].capacity();
  }

  @Override
  protected ByteBuffer base(int i) {
    return buffers[i];
  }

  @Override
  protected int start(int i) {
    return 0;
  }

  @Override
  public long address(int i) {
    return 0;
  }
}
