package io.sluice.iscsi.internal.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers for the data of commands, shared by all connections, the last used first. All of
 * them together are bounded. Methods may be called from any thread.
 */
public final class BufferPool {
  private static final int[] SIZES = {4 << 10, 16 << 10, 64 << 10, 256 << 10};

  private final long most;
  private final SizeClass[] classes = new SizeClass[SIZES.length];
  private long allocated;
  private long lent;

  private static final class SizeClass {
    final int size;
    final ArrayDeque<PooledBuffer> free = new ArrayDeque<>();

    /** How many were free at all times since the last trim. */
    int unused;

    SizeClass(int size) {
      this.size = size;
    }
  }

  /**
   * Allocates nothing yet.
   *
   * @param most bytes that all buffers may take
   */
  public BufferPool(long most) {
    this.most = most;
    for (int i = 0; i < SIZES.length; i++) {
      classes[i] = new SizeClass(SIZES[i]);
    }
  }

  /**
   * Buffers for a transfer, each cleared; null where there is no memory left for them.
   *
   * @param length bytes, more than 0
   */
  PooledBuffer[] take(int length) {
    SizeClass fitting = fitting(length);
    PooledBuffer[] buffers = new PooledBuffer[(length + fitting.size - 1) / fitting.size];
    synchronized (this) {
      for (int i = 0; i < buffers.length; i++) {
        PooledBuffer buffer = takeOne(fitting);
        if (buffer == null) {
          give(buffers, i);
          return null;
        }
        buffer.bytes().clear();
        buffers[i] = buffer;
      }
    }
    return buffers;
  }

  private SizeClass fitting(int length) {
    for (SizeClass sizeClass : classes) {
      if (length <= sizeClass.size) {
        return sizeClass;
      }
    }
    return classes[classes.length - 1];
  }

  private PooledBuffer takeOne(SizeClass sizeClass) {
    PooledBuffer buffer = sizeClass.free.pollLast();
    sizeClass.unused = Math.min(sizeClass.unused, sizeClass.free.size());
    if (buffer == null) {
      buffer = allocate(sizeClass.size);
    }
    if (buffer != null) {
      lent += sizeClass.size;
    }
    return buffer;
  }

  private PooledBuffer allocate(int size) {
    if (allocated + size > most) {
      dropFree(); // what lies unused in another size gives way
    }
    if (allocated + size > most) {
      return null;
    }
    try {
      PooledBuffer buffer = new PooledBuffer(ByteBuffer.allocateDirect(size));
      allocated += size;
      return buffer;
    } catch (OutOfMemoryError e) { // the bound on direct memory is lower than ours
      return null;
    }
  }

  private void dropFree() {
    for (SizeClass sizeClass : classes) {
      allocated -= (long) sizeClass.free.size() * sizeClass.size;
      sizeClass.free.clear();
      sizeClass.unused = 0;
    }
  }

  /**
   * Lets go of the buffers that nobody needed since the last call: call it now and then, so that a
   * peak does not hold its memory for ever.
   *
   * @return the bytes that were let go of
   */
  public synchronized long trim() {
    long before = allocated;
    for (SizeClass sizeClass : classes) {
      for (int i = 0; i < sizeClass.unused; i++) {
        sizeClass.free.removeFirst();
      }
      allocated -= (long) sizeClass.unused * sizeClass.size;
      sizeClass.unused = sizeClass.free.size();
    }
    return before - allocated;
  }

  /** Takes buffers back. */
  synchronized void give(PooledBuffer[] buffers) {
    give(buffers, buffers.length);
  }

  private void give(PooledBuffer[] buffers, int count) {
    for (int i = 0; i < count; i++) {
      fitting(buffers[i].size()).free.addLast(buffers[i]);
      lent -= buffers[i].size();
    }
  }

  /** Bytes that all buffers take now, lent or not. */
  public synchronized long allocated() {
    return allocated;
  }

  /** Bytes that are lent now. */
  public synchronized long lent() {
    return lent;
  }
}
