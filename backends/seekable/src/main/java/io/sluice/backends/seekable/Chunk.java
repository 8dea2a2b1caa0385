package io.sluice.backends.seekable;

/**
 * A part of a span, which is cached as one.
 *
 * @param span the span
 * @param start its first decoded byte, which no other chunk has
 * @param length bytes
 */
record Chunk(int span, long start, int length) {
  /** Bytes of all chunks but the last of each span. */
  static final int SIZE = 256 << 10;

  /** The one that holds a decoded byte. */
  static Chunk at(SeekIndex index, long decoded) {
    int span = index.find(decoded);
    long spanStart = index.start(span);
    return startingAt(index, span, decoded - (decoded - spanStart) % SIZE);
  }

  /** The one that begins there, in that span. */
  static Chunk startingAt(SeekIndex index, int span, long start) {
    return new Chunk(span, start, (int) Math.min(SIZE, index.end(span) - start));
  }

  /** One past its last byte. */
  long end() {
    return start + length;
  }
}
