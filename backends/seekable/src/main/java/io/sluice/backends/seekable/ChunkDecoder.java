package io.sluice.backends.seekable;

import java.util.concurrent.CompletableFuture;

/** Decodes chunks that are in no cache. Thread-safe. */
interface ChunkDecoder {
  /**
   * Begins to decode a chunk, or joins whoever has begun. What is decoded goes to the cache too.
   * Not to be changed. Fails with what the format or the file threw.
   */
  CompletableFuture<byte[]> decode(Chunk chunk);
}
