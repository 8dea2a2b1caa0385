package io.sluice.backends.seekable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Decodes spans whole. Nothing of a span is given before its end was reached, where the checksums
 * are.
 */
final class WholeSpans implements ChunkDecoder, AutoCloseable {
  private final SpanDecoding decoding;
  private final ChunkCache cache;
  private final Executor threads;
  private final MemoryShare memory;
  private final Map<Integer, CompletableFuture<byte[][]>> underWay = new ConcurrentHashMap<>();
  private volatile boolean closed;

  WholeSpans(SpanDecoding decoding, ChunkCache cache, Executor threads, DecodingMemory memory) {
    this.decoding = decoding;
    this.cache = cache;
    this.threads = threads;
    this.memory = new MemoryShare(memory);
  }

  @Override
  public CompletableFuture<byte[]> decode(Chunk chunk) {
    int span = chunk.span();
    CompletableFuture<byte[][]> mine = new CompletableFuture<>();
    CompletableFuture<byte[][]> others = underWay.putIfAbsent(span, mine);
    if (others == null) {
      byte[] since = cache.get(chunk); // by whom was ready just before
      if (since != null) {
        underWay.remove(span);
        mine.complete(null);
        return CompletableFuture.completedFuture(since);
      }
      begin(span, mine);
    }
    int number = (int) ((chunk.start() - decoding.index().start(span)) / Chunk.SIZE);
    CompletableFuture<byte[][]> chunks = others == null ? mine : others;
    return chunks.thenCompose(
        all -> all == null ? decode(chunk) : CompletableFuture.completedFuture(all[number]));
  }

  private void begin(int span, CompletableFuture<byte[][]> result) {
    try {
      threads.execute(() -> run(span, result));
    } catch (RuntimeException e) {
      underWay.remove(span);
      result.completeExceptionally(e);
    }
  }

  /** What has not begun yet does not begin any more. */
  @Override
  public void close() {
    closed = true;
  }

  private void run(int span, CompletableFuture<byte[][]> result) {
    if (closed) {
      underWay.remove(span);
      result.completeExceptionally(new IOException(decoding.file().name() + " is closed"));
      return;
    }
    long bytes = decoding.length(span) + decoding.held();
    memory.begin(bytes);
    try {
      byte[][] chunks = decode(span);
      long at = decoding.index().start(span);
      for (byte[] chunk : chunks) {
        cache.put(new Chunk(span, at, chunk.length), chunk);
        at += chunk.length;
      }
      underWay.remove(span);
      result.complete(chunks);
    } catch (Throwable failure) {
      underWay.remove(span);
      result.completeExceptionally(failure);
    } finally {
      memory.end(bytes);
    }
  }

  private byte[][] decode(int span) throws IOException {
    int length = Math.toIntExact(decoding.length(span));
    byte[][] chunks = new byte[(length + Chunk.SIZE - 1) / Chunk.SIZE][];
    try (InputStream in = decoding.begin(span)) {
      long at = decoding.index().start(span);
      for (int i = 0; i < chunks.length; i++) {
        Chunk chunk = Chunk.startingAt(decoding.index(), span, at);
        chunks[i] = decoding.read(in, chunk);
        at = chunk.end();
      }
      decoding.requireEnd(in, at);
    }
    return chunks;
  }
}
