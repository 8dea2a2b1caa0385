package io.sluice.backends.seekable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Decodes spans that are too long to be held in memory, from their beginning on, and keeps a few
 * places where that has got to. A chunk is given by the nearest place before it; where there is
 * none, decoding begins anew. What is passed on the way goes to the cache.
 */
final class SpanCursors implements ChunkDecoder, AutoCloseable {
  /** Places that are kept. A decoder's memory is its format's: up to some tens of mebibytes. */
  static final int MOST = 4;

  private final SpanDecoding decoding;
  private final ChunkCache cache;
  private final Executor threads;
  private final MemoryShare memory;

  // Guarded by this.
  private final Map<Long, CompletableFuture<byte[]>> wanted = new HashMap<>();
  private final List<SpanCursor> cursors = new ArrayList<>();
  private final Deque<Chunk> waiting = new ArrayDeque<>();
  private boolean closed;
  private long clock;

  SpanCursors(SpanDecoding decoding, ChunkCache cache, Executor threads, DecodingMemory memory) {
    this.decoding = decoding;
    this.cache = cache;
    this.threads = threads;
    this.memory = new MemoryShare(memory);
  }

  @Override
  public synchronized CompletableFuture<byte[]> decode(Chunk chunk) {
    CompletableFuture<byte[]> others = wanted.get(chunk.start());
    if (others != null) {
      return others;
    }
    byte[] since = cache.get(chunk); // by whom was ready just before
    if (since != null) {
      return CompletableFuture.completedFuture(since);
    }
    if (closed) {
      return CompletableFuture.failedFuture(new IOException(decoding.file().name() + " is closed"));
    }
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    wanted.put(chunk.start(), result);
    if (!assign(chunk)) {
      waiting.add(chunk);
    }
    return result;
  }

  /** Returns whether a cursor will pass the chunk. */
  private boolean assign(Chunk chunk) {
    SpanCursor cursor = nearest(chunk);
    if (cursor == null) {
      if (!makeRoom()) {
        return false;
      }
      cursor = new SpanCursor(decoding, chunk.span());
      cursors.add(cursor);
    }
    cursor.want(chunk);
    if (cursor.begin()) {
      SpanCursor begun = cursor;
      try {
        threads.execute(() -> run(begun));
      } catch (RuntimeException e) {
        fail(begun, e);
      }
    }
    return true;
  }

  private SpanCursor nearest(Chunk chunk) {
    SpanCursor nearest = null;
    for (SpanCursor cursor : cursors) {
      if (cursor.span() == chunk.span()
          && cursor.next() <= chunk.start()
          && (nearest == null || cursor.next() > nearest.next())) {
        nearest = cursor;
      }
    }
    return nearest;
  }

  /** Takes the memory for one more. Returns whether there is some. */
  private boolean makeRoom() {
    while (cursors.size() == MOST || !memory.tryBegin(bytes())) {
      if (!dropIdle()) {
        return false;
      }
    }
    return true;
  }

  /** What one place takes. */
  private long bytes() {
    return Chunk.SIZE + decoding.held();
  }

  private void drop(SpanCursor cursor) {
    if (cursors.remove(cursor)) {
      memory.end(bytes());
    }
  }

  /** Gives up the place that was used longest ago. Returns whether there was one to give up. */
  private boolean dropIdle() {
    SpanCursor oldest = null;
    for (SpanCursor cursor : cursors) {
      if (!cursor.isBusy() && (oldest == null || cursor.lastUse() < oldest.lastUse())) {
        oldest = cursor;
      }
    }
    if (oldest == null) {
      return false;
    }
    drop(oldest);
    oldest.close();
    return true;
  }

  private void run(SpanCursor cursor) {
    try {
      while (goesOn(cursor)) {
        Chunk chunk = cursor.chunk();
        byte[] bytes = cursor.decode(chunk);
        CompletableFuture<byte[]> result = passed(cursor, chunk, bytes);
        if (result != null) {
          result.complete(bytes);
        }
      }
    } catch (Throwable failure) {
      fail(cursor, failure);
    }
  }

  /** Whether anybody waits for what comes next; otherwise it is idle from now on. */
  private synchronized boolean goesOn(SpanCursor cursor) {
    if (closed || !cursor.isWanted()) {
      cursor.end(clock++);
      if (closed || cursor.isAtEnd()) {
        drop(cursor);
        cursor.close();
      }
      assignWaiting();
      return false;
    }
    return true;
  }

  private void assignWaiting() {
    while (!closed && !waiting.isEmpty() && assign(waiting.peek())) {
      waiting.remove();
    }
  }

  private synchronized CompletableFuture<byte[]> passed(
      SpanCursor cursor, Chunk chunk, byte[] bytes) {
    cache.put(chunk, bytes);
    cursor.pass(chunk);
    return wanted.remove(chunk.start());
  }

  private void fail(SpanCursor cursor, Throwable failure) {
    List<CompletableFuture<byte[]>> failed = new ArrayList<>();
    synchronized (this) {
      drop(cursor);
      for (long start : cursor.wanted()) {
        CompletableFuture<byte[]> result = wanted.remove(start);
        if (result != null) {
          failed.add(result);
        }
      }
      assignWaiting();
    }
    cursor.close();
    failed.forEach(result -> result.completeExceptionally(failure));
  }

  /** Those that are busy end with their next chunk. */
  @Override
  public void close() {
    List<CompletableFuture<byte[]>> left;
    synchronized (this) {
      closed = true;
      while (dropIdle()) {
        // one after the other
      }
      left = List.copyOf(wanted.values());
      wanted.clear();
    }
    left.forEach(
        result ->
            result.completeExceptionally(new IOException(decoding.file().name() + " is closed")));
  }
}
