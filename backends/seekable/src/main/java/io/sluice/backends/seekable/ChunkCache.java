package io.sluice.backends.seekable;

import java.util.concurrent.atomic.LongAdder;

/** The chunks of one store in the memory that all share, and what was decoded of it. */
final class ChunkCache {
  private final DecodingMemory memory;
  private final LongAdder decoded = new LongAdder();

  ChunkCache(DecodingMemory memory) {
    this.memory = memory;
  }

  /** Null where it is not there. Not to be changed. */
  byte[] get(Chunk chunk) {
    return memory.get(this, chunk.start());
  }

  /** What was just decoded. */
  void put(Chunk chunk, byte[] bytes) {
    decoded.add(bytes.length);
    memory.put(this, chunk.start(), bytes);
  }

  /** Bytes since the beginning. */
  long decoded() {
    return decoded.sum();
  }

  /** Bytes of all stores, now. */
  long usedByAll() {
    return memory.used();
  }

  void clear() {
    memory.remove(this);
  }
}
