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
    final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

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
  ByteBuffer[] take(int length) {
    SizeClass fitting = fitting(length);
    ByteBuffer[] buffers = new ByteBuffer[(length + fitting.size - 1) / fitting.size];
    synchronized (this) {
      for (int i = 0; i < buffers.length; i++) {
        ByteBuffer buffer = takeOne(fitting);
        if (buffer == null) {
          give(buffers, i);
          return null;
        }
        buffers[i] = buffer.clear();
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

  private ByteBuffer takeOne(SizeClass sizeClass) {
    ByteBuffer buffer = sizeClass.free.pollLast();
    sizeClass.unused = Math.min(sizeClass.unused, sizeClass.free.size());
    if (buffer == null) {
      buffer = allocate(sizeClass.size);
    }
    if (buffer != null) {
      lent += sizeClass.size;
    }
    return buffer;
  }

  private ByteBuffer allocate(int size) {
    if (allocated + size > most) {
      dropFree(); // what lies unused in another size gives way
    }
    if (allocated + size > most) {
      return null;
    }
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect(size);
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
  synchronized void give(ByteBuffer[] buffers) {
    give(buffers, buffers.length);
  }

  private void give(ByteBuffer[] buffers, int count) {
    for (int i = 0; i < count; i++) {
      fitting(buffers[i].capacity()).free.addLast(buffers[i]);
      lent -= buffers[i].capacity();
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
