package io.sluice.iscsi.internal.session;

import io.sluice.backend.LentSegments;
import java.nio.ByteBuffer;

/**
 * The memory of one command's transfer in one direction: pooled buffers, seen as segments. What lay
 * there before is nobody's business: see {@link LentSegments}.
 */
final class TransferBuffer extends LentSegments {
  private final BufferPool pool;
  private final PooledBuffer[] buffers;
  private final long owner;
  private final int unit;
  private final int length;

  private TransferBuffer(BufferPool pool, PooledBuffer[] buffers, int length, long owner) {
    this.pool = pool;
    this.buffers = buffers;
    this.owner = owner;
    this.unit = buffers[0].size();
    this.length = length;
  }

  /**
   * Takes memory from the pool; null where there is none left.
   *
   * @param length bytes, more than 0
   * @param owner whose data it will be: a number of one session's use of one logical unit
   */
  static TransferBuffer take(BufferPool pool, int length, long owner) {
    PooledBuffer[] buffers = pool.take(length);
    return buffers == null ? null : new TransferBuffer(pool, buffers, length, owner);
  }

  /** Gives the memory back. Nobody may touch it any more. */
  void release() {
    long left = own();
    for (int i = 0; i < buffers.length; i++) {
      int n = length(i);
      if (left >= n) {
        buffers[i].filled(owner, n);
      } else {
        buffers[i].mixed();
      }
      left -= n;
    }
    pool.give(buffers);
  }

  /** So many bytes of what the initiator brings have come; all before them too. */
  void received(int bytes) {
    for (PooledBuffer buffer : buffers) {
      buffer.bytes().clear();
    }
    own(bytes);
  }

  @Override
  protected boolean isForeign() {
    for (int i = 0; i < buffers.length; i++) {
      if (buffers[i].isForeign(owner, length(i))) {
        return true;
      }
    }
    return false;
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
  protected ByteBuffer memory(int i) {
    return buffers[i].bytes();
  }

  @Override
  protected int start(int i) {
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
    return buffers[i].bytes().limit(to).position(from);
  }

  /** As {@link #piece}, in a buffer object of its own. */
  ByteBuffer slice(int n, int offset, int bytes) {
    int i = offset / unit + n;
    int from = Math.max(offset - i * unit, 0);
    int to = Math.min(offset + bytes - i * unit, unit);
    return buffers[i].bytes().slice(from, to - from);
  }
}
