package io.sluice.backends.seekable;

import java.io.IOException;
import java.io.InputStream;

/**
 * How the spans of one open file are decoded.
 *
 * @param memory bytes of the heap that one decoder takes, besides what it gives
 * @param outside bytes that it takes besides, not on the heap
 */
record SpanDecoding(
    SeekableFormat format, EncodedFile file, SeekIndex index, long memory, long outside) {
  /** Looks at the file for what a decoder takes. */
  static SpanDecoding of(SeekableFormat format, EncodedFile file, SeekIndex index)
      throws IOException {
    if (index.spans() == 0) {
      return new SpanDecoding(format, file, index, 0, 0);
    }
    return new SpanDecoding(
        format,
        file,
        index,
        format.decoderMemory(file, index),
        format.memoryOutsideHeap(file, index));
  }

  /** Bytes that one decoder takes wherever, besides what it gives. */
  long held() {
    return memory + outside;
  }

  /** Begins to decode a span. */
  InputStream begin(int span) throws IOException {
    return format.decode(file, index, span);
  }

  /** All bytes of a chunk, which come next. */
  byte[] read(InputStream in, Chunk chunk) throws IOException {
    byte[] bytes = new byte[chunk.length()];
    int read = in.readNBytes(bytes, 0, bytes.length);
    if (read < bytes.length) {
      throw new DamagedException(
          "%s: what is compressed there ends at byte %d, before %d"
              .formatted(file.name(), chunk.start() + read, chunk.end()));
    }
    return bytes;
  }

  /** The end of a span, where its checksums are looked at. */
  void requireEnd(InputStream in, long at) throws IOException {
    if (in.read() >= 0) {
      throw new DamagedException(
          "%s: has more at byte %d than it should".formatted(file.name(), at));
    }
  }

  /**
   * What a store needs at the least: to decode one span whole, and one in pieces.
   *
   * @param longestWhole bytes of the longest that is decoded whole
   */
  long leastMemory(long longestWhole) {
    SpanLengths lengths = SpanLengths.of(index);
    if (lengths.longest() <= longestWhole) {
      return lengths.longest() + memory;
    }
    long inPieces = Chunk.SIZE + memory;
    return lengths.spans() == 1 ? inPieces : inPieces + longestWhole + memory;
  }

  long length(int span) {
    return index.end(span) - index.start(span);
  }
}
