package io.sluice.posix;

import io.sluice.backend.Segments;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Direct buffers with addresses and an array of iovecs, as a transport's ring has them. */
final class NativeSegments extends Segments {
  private final ByteBuffer[] buffers;
  private final ByteBuffer iovecs;

  NativeSegments(ByteBuffer... buffers) {
    this.buffers = buffers;
    iovecs = ByteBuffer.allocateDirect(buffers.length * 16).order(ByteOrder.nativeOrder());
    for (int i = 0; i < buffers.length; i++) {
      iovecs.putLong(i * 16, Scratch.addressOf(buffers[i])).putLong(i * 16 + 8, length(i));
    }
  }

  @Override
  public int count() {
    return buffers.length;
  }

  @Override
  public long length() {
    long sum = 0;
    for (ByteBuffer buffer : buffers) {
      sum += buffer.capacity();
    }
    return sum;
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
    return Scratch.addressOf(buffers[i]);
  }

  @Override
  public long iovecs() {
    return Scratch.addressOf(iovecs);
  }
}
