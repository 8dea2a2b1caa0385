package io.sluice.backends.seekable;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ReadAhead;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;

/** The decoded content of one compressed file, read-only. */
final class SeekableStore implements BlockStore, ReportingStore {
  /** Chunks of one read that are under way at once, or wait to be copied. */
  private static final int WINDOW = 64;

  private final EncodedFile file;
  private final SeekIndex index;
  private final VolumeInfo info;
  private final StoreFigures figures;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final ChunkCache cache;
  private final DecoderThreads threads = new DecoderThreads();
  private final WholeSpans wholeSpans;
  private final SpanCursors cursors;
  private final ReadAhead readAhead;
  private final long longestWhole;
  private final DecodingMemory memory;
  private final long reserved;

  /**
   * Of a file that is open.
   *
   * @throws IOException when there is not memory enough to decode it
   */
  SeekableStore(SpanDecoding decoding, VolumeInfo info, DecodingMemory memory) throws IOException {
    this.info = info;
    this.memory = memory;
    file = decoding.file();
    index = decoding.index();
    longestWhole = memory.longestWhole();
    reserved = decoding.leastMemory(longestWhole);
    memory.reserve(reserved, decoding.file().name());
    figures = StoreFigures.of(decoding, memory);
    cache = new ChunkCache(memory);
    wholeSpans = new WholeSpans(decoding, cache, threads, memory);
    cursors = new SpanCursors(decoding, cache, threads, memory);
    readAhead = new ReadAhead(Chunk.SIZE, memory.readAhead());
  }

  private record Part(Chunk chunk, CompletableFuture<byte[]> bytes) {}

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public long contentLength() {
    return index.length();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    long end = Math.min(offset + into.length(), index.length());
    if (end <= offset) {
      into.zero(0, into.length());
      return;
    }
    into.zero(end - offset, offset + into.length() - end);
    Deque<Part> parts = new ArrayDeque<>();
    boolean looked = false;
    for (long at = offset; at < end || !parts.isEmpty(); ) {
      if (at < end && parts.size() < WINDOW) {
        Chunk chunk = Chunk.at(index, at);
        parts.add(new Part(chunk, get(chunk)));
        at = chunk.end();
      } else {
        if (!looked) { // behind what this read waits for, while it waits
          lookAhead(offset, end);
          looked = true;
        }
        copy(parts.remove(), offset, end, into);
      }
    }
  }

  private CompletableFuture<byte[]> get(Chunk chunk) {
    byte[] now = cache.get(chunk);
    if (now != null) {
      hits.increment();
      return CompletableFuture.completedFuture(now);
    }
    misses.increment();
    return decoder(chunk).decode(chunk);
  }

  private ChunkDecoder decoder(Chunk chunk) {
    long length = index.end(chunk.span()) - index.start(chunk.span());
    return length <= longestWhole ? wholeSpans : cursors;
  }

  private void copy(Part part, long offset, long end, Segments into) throws IOException {
    Chunk chunk = part.chunk();
    long from = Math.max(offset, chunk.start());
    byte[] bytes = await(part.bytes(), from);
    int skip = (int) (from - chunk.start());
    int length = (int) (Math.min(end, chunk.end()) - from);
    into.put(from - offset, bytes, skip, length);
  }

  /**
   * @param at the first byte that can't be given where this fails
   */
  private byte[] await(CompletableFuture<byte[]> result, long at) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause(), at);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An outage of the layer below is one here; anything else makes these blocks unreadable. */
  private IOException failure(Throwable cause, long at) {
    if (cause instanceof StoreException below && below.sense().key() != SenseKey.MEDIUM_ERROR) {
      return below;
    }
    if (cause instanceof IOException) {
      return StoreException.unreadable(at / info.geometry().blockSize(), cause.getMessage(), cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) cause;
  }

  private void lookAhead(long offset, long end) {
    ReadAhead.Advice advice = readAhead.onRead(offset, end - offset);
    long to = Math.min(advice.to(), index.length());
    for (long at = advice.from(); at < to; ) {
      Chunk chunk = Chunk.at(index, at);
      if (cache.get(chunk) == null) {
        var unused = decoder(chunk).decode(chunk);
      }
      at = chunk.end();
    }
  }

  private StoreException readOnly() {
    return StoreException.writeProtected(this + " is read-only");
  }

  @Override
  public void write(long offset, Segments from, int flags) throws StoreException {
    throw readOnly();
  }

  @Override
  public void discard(long offset, long length) throws StoreException {
    throw readOnly();
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws StoreException {
    throw readOnly();
  }

  @Override
  public void flush() {}

  @Override
  public StoreReport report() {
    return figures.report(hits.sum(), misses.sum(), cache.decoded(), cache.usedByAll());
  }

  /** What is decoded ahead ends first. */
  @Override
  public void close() throws IOException {
    wholeSpans.close();
    cursors.close();
    threads.close();
    cache.clear();
    memory.release(reserved);
    file.close();
  }

  @Override
  public String toString() {
    return file.name();
  }
}
