package io.sluice.iscsi.internal.memory;

import io.sluice.backend.LentSegments;
import java.nio.ByteBuffer;

/**
 * The memory of one command's transfer in one direction: pooled buffers, seen as segments, of which
 * the last ones may have to be waited for. What lay there before is nobody's business: see {@link
 * LentSegments}.
 */
public final class TransferBuffer extends LentSegments {
  private final BufferPool pool;
  private final TransferMemory.Share share;
  private final PooledBuffer[] buffers;
  private final long owner;
  private final int unit;
  private final int length;

  // Guarded by this.
  private int there;
  private long taken;
  private TransferMemory.Claim rest;
  private boolean released;

  private TransferBuffer(BufferPool pool, TransferMemory.Share share, int length, long owner) {
    this.pool = pool;
    this.share = share;
    this.length = length;
    this.owner = owner;
    unit = pool.unit(length);
    buffers = new PooledBuffer[(length + unit - 1) / unit];
  }

  /**
   * Takes the memory for the first bytes; null where there is none left for them.
   *
   * @param share of the session it is for
   * @param length bytes in all, more than 0
   * @param first bytes that are needed now; for 0 there always is memory
   * @param owner whose data it will be: a number of one session's use of one logical unit
   */
  public static TransferBuffer take(
      BufferPool pool, TransferMemory.Share share, int length, int first, long owner) {
    TransferBuffer buffer = new TransferBuffer(pool, share, length, owner);
    int count = (first + buffer.unit - 1) / buffer.unit;
    long bytes = (long) count * buffer.unit;
    if (count > 0 && !share.take(bytes)) {
      return null;
    }
    if (!buffer.fetch(count)) {
      share.give(bytes);
      return null;
    }
    buffer.taken = bytes;
    return buffer;
  }

  private boolean fetch(int count) {
    if (!pool.take(buffers, there, count, unit)) {
      return false;
    }
    there += count;
    return true;
  }

  /** Whether all its memory is there. */
  public synchronized boolean isWhole() {
    return there == buffers.length && !released;
  }

  /**
   * Waits for the rest of its memory.
   *
   * @param over is run when there is nothing more to wait for, on any thread; where it is not whole
   *     then, the machine has no memory
   */
  public void awaitRest(Runnable over) {
    long bytes = (long) (buffers.length - there) * unit;
    TransferMemory.Claim claim =
        share.await(
            bytes,
            granted -> {
              if (receive(granted)) {
                over.run();
              }
            });
    keep(claim);
  }

  private boolean receive(TransferMemory.Claim granted) {
    synchronized (this) {
      rest = granted;
      if (!released) {
        fetch(buffers.length - there);
        return true;
      }
    }
    granted.close();
    return false;
  }

  private void keep(TransferMemory.Claim claim) {
    synchronized (this) {
      rest = claim;
      if (!released) {
        return;
      }
    }
    claim.close();
  }

  /** Gives the memory back, and waits for none. Nobody may touch it any more. */
  public void release() {
    TransferMemory.Claim claim;
    synchronized (this) {
      if (released) {
        return;
      }
      released = true;
      noteOwner();
      claim = rest;
    }
    pool.give(buffers, there);
    if (taken > 0) {
      share.give(taken);
    }
    if (claim != null) {
      claim.close();
    }
  }

  private void noteOwner() {
    long left = own();
    for (int i = 0; i < there; i++) {
      int n = length(i);
      if (left >= n) {
        buffers[i].filled(owner, n);
      } else {
        buffers[i].mixed();
      }
      left -= n;
    }
  }

  /** So many bytes of what the initiator brings have come; all before them too. */
  public void received(int bytes) {
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
  public int pieces(int offset, int bytes) {
    return bytes == 0 ? 0 : (offset + bytes - 1) / unit - offset / unit + 1;
  }

  /**
   * The {@code n}-th buffer that holds some of these bytes, with position and limit set around
   * them. It is the pooled buffer itself: for one use at a time.
   */
  public ByteBuffer piece(int n, int offset, int bytes) {
    int i = offset / unit + n;
    int from = Math.max(offset - i * unit, 0);
    int to = Math.min(offset + bytes - i * unit, unit);
    return buffers[i].bytes().limit(to).position(from);
  }

  /** As {@link #piece}, in a buffer object of its own. */
  public ByteBuffer slice(int n, int offset, int bytes) {
    int i = offset / unit + n;
    int from = Math.max(offset - i * unit, 0);
    int to = Math.min(offset + bytes - i * unit, unit);
    return buffers[i].bytes().slice(from, to - from);
  }
}
