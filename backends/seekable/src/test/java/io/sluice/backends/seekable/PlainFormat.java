package io.sluice.backends.seekable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A format that compresses nothing: spans of one length, which can be watched, held up and made to
 * fail.
 */
final class PlainFormat implements SeekableFormat {
  /** What happens before a piece is decoded. */
  interface Hook {
    Hook NONE = (span, at) -> {};

    /**
     * Called before each read.
     *
     * @param span that is decoded
     * @param at its byte that comes next; the one behind its last, before its end is told
     */
    void before(int span, long at) throws IOException;
  }

  private final int spanLength;
  private final boolean quick;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final AtomicInteger indexed = new AtomicInteger();
  private final AtomicLong decoded = new AtomicLong();
  private volatile Hook hook = Hook.NONE;
  private volatile IndexProgress beforeIndex = IndexProgress.NONE;

  PlainFormat(int spanLength, boolean quick) {
    this.spanLength = spanLength;
    this.quick = quick;
  }

  void set(Hook newHook) {
    hook = newHook;
  }

  /** What happens at each byte before an index is made of it. */
  void setIndexing(IndexProgress newProgress) {
    beforeIndex = newProgress;
  }

  /** Spans that were begun. */
  int opened() {
    return opened.get();
  }

  /** Spans that are being decoded, or rest in the middle. */
  int open() {
    return open.get();
  }

  int mostOpen() {
    return mostOpen.get();
  }

  long decoded() {
    return decoded.get();
  }

  int indexed() {
    return indexed.get();
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public boolean isIndexQuick() {
    return quick;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    indexed.incrementAndGet();
    beforeIndex.at(0);
    SeekIndex.Builder builder = new SeekIndex.Builder();
    for (long at = 0; at < file.length(); at += spanLength) {
      builder.add(at, at, new byte[] {(byte) at, (byte) (at >> 8)});
      progress.at(at);
      beforeIndex.at(at);
    }
    return builder.build(file.length());
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    opened.incrementAndGet();
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    return new FilterInputStream(file.stream(index.encoded(span), 64 << 10)) {
      private long at = index.start(span);
      private boolean closed;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        hook.before(span, at);
        int part = (int) Math.min(length, index.end(span) - at);
        if (part == 0) {
          return -1;
        }
        int read = super.read(into, from, part);
        at += read;
        decoded.addAndGet(read);
        return read;
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          open.decrementAndGet();
        }
        super.close();
      }
    };
  }
}
