package io.sluice.iscsi.internal.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers for the data of commands, shared by all connections, the last used first. All of
 * them together are bounded. Methods may be called from any thread.
 */
public final class BufferPool {
  private static final int[] SIZES = {4 << 10, 16 << 10, 64 << 10, 256 << 10};

  private final long most;
  private final TransferMemory memory;
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
    memory = new TransferMemory(most);
    for (int i = 0; i < SIZES.length; i++) {
      classes[i] = new SizeClass(SIZES[i]);
    }
  }

  /** Who may take how much. */
  public TransferMemory memory() {
    return memory;
  }

  /** The size of the buffers for a transfer of so many bytes. */
  int unit(int length) {
    return fitting(length).size;
  }

  /**
   * Takes so many buffers, each cleared. Returns false, and has taken none, where the machine has
   * no memory left for them, or more was taken than may be.
   *
   * @param into where they go, from an index on
   * @param size as {@link #unit} tells it
   */
  synchronized boolean take(PooledBuffer[] into, int from, int count, int size) {
    SizeClass fitting = fitting(size);
    for (int i = from; i < from + count; i++) {
      PooledBuffer buffer = takeOne(fitting);
      if (buffer == null) {
        give(into, from, i);
        return false;
      }
      buffer.bytes().clear();
      into[i] = buffer;
    }
    return true;
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

  /** Takes the first ones of these back. */
  synchronized void give(PooledBuffer[] buffers, int count) {
    give(buffers, 0, count);
  }

  private void give(PooledBuffer[] buffers, int from, int end) {
    for (int i = from; i < end; i++) {
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
