package io.sluice.iscsi.internal.session;

import io.sluice.backend.Segments;
import java.nio.ByteBuffer;

/** The memory of one command's transfer in one direction: pooled buffers, seen as segments. */
final class TransferBuffer extends Segments {
  private final BufferPool pool;
  private final ByteBuffer[] buffers;
  private final int unit;
  private final int length;

  private TransferBuffer(BufferPool pool, ByteBuffer[] buffers, int length) {
    this.pool = pool;
    this.buffers = buffers;
    this.unit = buffers[0].capacity();
    this.length = length;
  }

  /**
   * Takes memory from the pool; null where there is none left.
   *
   * @param length bytes, more than 0
   */
  static TransferBuffer take(BufferPool pool, int length) {
    ByteBuffer[] buffers = pool.take(length);
    return buffers == null ? null : new TransferBuffer(pool, buffers, length);
  }

  /** Gives the memory back. Nobody may touch it any more. */
  void release() {
    pool.give(buffers);
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
    return i < buffers.length - 1 ? unit : length - i * unit;
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

  /** Number of buffers that hold some of these bytes. */
  int pieces(int offset, int bytes) {
    return bytes == 0 ? 0 : (offset + bytes - 1) / unit - offset / unit + 1;
  }

  /**
   * The {@code n}-th buffer that holds some of these bytes, with position and limit set around
   * them. It is the pooled buffer itself: for one use at a time.
   */
  ByteBuffer piece(int n, int offset, int bytes) {
    int i = offset / unit + n;
    int from = Math.max(offset - i * unit, 0);
    int to = Math.min(offset + bytes - i * unit, unit);
    return buffers[i].limit(to).position(from);
  }

  /** As {@link #piece}, in a buffer object of its own. */
  ByteBuffer slice(int n, int offset, int bytes) {
    int i = offset / unit + n;
    int from = Math.max(offset - i * unit, 0);
    int to = Math.min(offset + bytes - i * unit, unit);
    return buffers[i].slice(from, to - from);
  }
}
