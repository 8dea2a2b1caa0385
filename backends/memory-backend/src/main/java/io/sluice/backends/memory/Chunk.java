package io.sluice.backends.memory;

import io.sluice.backend.Segments;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.StampedLock;

/**
 * A piece of a RAM disk. Reading and writing exclude each other, so a block is always of one write.
 * Once it was released it is dead: whoever comes too late is told so and looks again.
 */
final class Chunk {
  /** A multiple of every block size, so that no block lies in two chunks. */
  static final int SIZE = 64 << 10;

  private final StampedLock lock = new StampedLock();
  private final ByteBuffer memory;

  // Guarded by lock.
  private boolean dead;

  /**
   * @param memory of {@link #SIZE} bytes, all zero
   */
  Chunk(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Copies from {@code at} on to segments. Returns false when it is dead. */
  boolean read(int at, Segments into, long offset, int length) {
    long stamp = lock.readLock();
    try {
      if (!dead) {
        into.put(offset, memory.slice(at, length));
      }
      return !dead;
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Copies from segments to {@code at} on. Returns false when it is dead. */
  boolean write(int at, Segments from, long offset, int length) {
    long stamp = lock.writeLock();
    try {
      if (!dead) {
        from.get(offset, memory.slice(at, length));
      }
      return !dead;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Keeps all others out of it until the hold is closed. Null when it is dead. */
  Hold hold() {
    long stamp = lock.writeLock();
    if (dead) {
      lock.unlockWrite(stamp);
      return null;
    }
    return new Hold(stamp);
  }

  /** The right to write to it, alone. */
  final class Hold implements AutoCloseable {
    private final long stamp;

    private Hold(long stamp) {
      this.stamp = stamp;
    }

    /** Copies from segments to {@code at} on. */
    void write(int at, Segments from, long offset, int length) {
      from.get(offset, memory.slice(at, length));
    }

    @Override
    public void close() {
      lock.unlockWrite(stamp);
    }
  }

  /** Sets bytes to zero; of a dead one they are that already. */
  void zero(int at, int length) {
    long stamp = lock.writeLock();
    try {
      if (!dead) {
        ChunkMemory.zero(memory.slice(at, length));
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Makes it dead, and gives its memory back to {@code owner}. Once. */
  void release(ChunkMemory owner) {
    long stamp = lock.writeLock();
    try {
      if (!dead) {
        dead = true;
        owner.release(memory);
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
