package io.sluice.backends.memory;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.StampedLock;

/**
 * The bytes of a RAM disk: chunks that come with the first write and go when they are discarded.
 * Offsets and lengths in bytes. Threads meet only at a chunk that they both use.
 */
final class MemoryContent {
  /** How far a status is looked for, so that one call takes a bounded time. */
  private static final int STATUS_CHUNKS = 4096;

  /**
   * Held for reading by what touches more than one chunk, for writing by an atomic write, so that
   * neither meets the other half-way. What touches one chunk only is one step anyway.
   */
  private final StampedLock acrossChunks = new StampedLock();

  private final ConcurrentMap<Long, Chunk> chunks = new ConcurrentHashMap<>();
  private final ChunkMemory memory;

  MemoryContent(ChunkMemory memory) {
    this.memory = memory;
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  void read(long offset, Segments into) {
    long stamp = enter(offset, into.length());
    try {
      readParts(offset, into);
    } finally {
      leave(stamp);
    }
  }

  /** Returns 0 where the range lies in one chunk. */
  private long enter(long offset, long length) {
    return part(offset, length) == length ? 0 : acrossChunks.readLock();
  }

  private void leave(long stamp) {
    if (stamp != 0) {
      acrossChunks.unlockRead(stamp);
    }
  }

  private void readParts(long offset, Segments into) {
    for (long done = 0, length = into.length(); done < length; ) {
      int part = part(offset + done, length - done);
      readPart(offset + done, into, done, part);
      done += part;
    }
  }

  private void readPart(long offset, Segments into, long at, int length) {
    boolean read = false;
    while (!read) {
      Chunk chunk = chunks.get(index(offset));
      if (chunk == null) {
        into.zero(at, length);
        read = true;
      } else {
        read = chunk.read(inChunk(offset), into, at, length);
      }
    }
  }

  void write(long offset, Segments from) throws StoreException {
    long stamp = enter(offset, from.length());
    try {
      writeParts(offset, from);
    } finally {
      leave(stamp);
    }
  }

  private void writeParts(long offset, Segments from) throws StoreException {
    for (long done = 0, length = from.length(); done < length; ) {
      int part = part(offset + done, length - done);
      while (!chunk(offset + done).write(inChunk(offset + done), from, done, part)) {
        // released meanwhile: there will be another
      }
      done += part;
    }
  }

  /**
   * Writes all or, when it throws, nothing; nobody reads a part. Takes the chunks one after the
   * other in ascending order, and then copies.
   */
  void writeAtomically(long offset, Segments from) throws StoreException {
    long stamp = acrossChunks.writeLock();
    List<Chunk.Hold> holds = new ArrayList<>();
    try {
      for (long done = 0, length = from.length(); done < length; ) {
        holds.add(hold(offset + done));
        done += part(offset + done, length - done);
      }
      long done = 0;
      for (Chunk.Hold hold : holds) {
        int part = part(offset + done, from.length() - done);
        hold.write(inChunk(offset + done), from, done, part);
        done += part;
      }
    } finally {
      holds.forEach(Chunk.Hold::close);
      acrossChunks.unlockWrite(stamp);
    }
  }

  private Chunk.Hold hold(long offset) throws StoreException {
    Chunk.Hold hold = chunk(offset).hold();
    while (hold == null) { // released meanwhile: there will be another
      hold = chunk(offset).hold();
    }
    return hold;
  }

  private Chunk chunk(long offset) throws StoreException {
    Long index = index(offset);
    Chunk chunk = chunks.get(index);
    if (chunk != null) {
      return chunk;
    }
    ByteBuffer taken = memory.take();
    Chunk made = new Chunk(taken);
    Chunk other = chunks.putIfAbsent(index, made);
    if (other == null) {
      return made;
    }
    memory.release(taken);
    return other;
  }

  /** Makes a range read as zero, and lets go of the chunks that lie in it whole. */
  void clear(long offset, long length) {
    long stamp = enter(offset, length);
    try {
      clearParts(offset, length);
    } finally {
      leave(stamp);
    }
  }

  private void clearParts(long offset, long length) {
    for (long done = 0; done < length; ) {
      int part = part(offset + done, length - done);
      long index = index(offset + done);
      if (part == Chunk.SIZE) {
        release(index);
      } else {
        Chunk chunk = chunks.get(index);
        if (chunk != null) {
          chunk.zero(inChunk(offset + done), part);
        }
      }
      done += part;
    }
  }

  /** Lets go of everything from {@code size} on. */
  void truncate(long size) {
    if (inChunk(size) != 0) {
      clear(size, Chunk.SIZE - inChunk(size));
    }
    for (long index : chunks.keySet()) {
      if (index * Chunk.SIZE >= size) {
        release(index);
      }
    }
  }

  private void release(long index) {
    Chunk chunk = chunks.remove(index);
    if (chunk != null) {
      chunk.release(memory);
    }
  }

  BlockStatus status(long offset, long length) {
    boolean allocated = chunks.containsKey(index(offset));
    long end = offset + part(offset, length);
    for (int i = 0;
        i < STATUS_CHUNKS && end < offset + length && chunks.containsKey(index(end)) == allocated;
        i++) {
      end += part(end, offset + length - end);
    }
    return new BlockStatus(end - offset, allocated, !allocated);
  }

  private static long index(long offset) {
    return offset / Chunk.SIZE;
  }

  private static int inChunk(long offset) {
    return (int) (offset % Chunk.SIZE);
  }

  /** How much of a range lies in its first chunk. */
  private static int part(long offset, long length) {
    return (int) Math.min(Chunk.SIZE - inChunk(offset), length);
  }
}
