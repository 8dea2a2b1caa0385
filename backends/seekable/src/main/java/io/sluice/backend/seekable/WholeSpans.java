package io.sluice.backend.seekable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decodes spans whole. Nothing of a span is given before its end was reached, where the checksums
 * are.
 */
final class WholeSpans implements ChunkDecoder {
  private final SeekableFormat format;
  private final EncodedFile file;
  private final SeekIndex index;
  private final ChunkCache cache;
  private final Executor threads;
  private final LongAdder decoded;
  private final Map<Integer, CompletableFuture<byte[][]>> underWay = new ConcurrentHashMap<>();

  /**
   * @param decoded counts the bytes
   */
  WholeSpans(
      SeekableFormat format,
      EncodedFile file,
      SeekIndex index,
      ChunkCache cache,
      Executor threads,
      LongAdder decoded) {
    this.format = format;
    this.file = file;
    this.index = index;
    this.cache = cache;
    this.threads = threads;
    this.decoded = decoded;
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
    int number = (int) ((chunk.start() - index.start(span)) / Chunk.SIZE);
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

  private void run(int span, CompletableFuture<byte[][]> result) {
    try {
      byte[][] chunks = decode(span);
      long at = index.start(span);
      for (byte[] bytes : chunks) {
        cache.put(new Chunk(span, at, bytes.length), bytes);
        at += bytes.length;
      }
      underWay.remove(span);
      result.complete(chunks);
    } catch (Throwable failure) {
      underWay.remove(span);
      result.completeExceptionally(failure);
    }
  }

  private byte[][] decode(int span) throws IOException {
    long start = index.start(span);
    int length = Math.toIntExact(index.end(span) - start);
    byte[][] chunks = new byte[(length + Chunk.SIZE - 1) / Chunk.SIZE][];
    try (InputStream in = format.decode(file, index, span)) {
      long at = start;
      for (int i = 0; i < chunks.length; i++) {
        Chunk chunk = Chunk.startingAt(index, span, at);
        chunks[i] = SpanBytes.read(in, chunk, file.name());
        at = chunk.end();
      }
      SpanBytes.requireEnd(in, at, file.name());
    }
    decoded.add(length);
    return chunks;
  }
}
