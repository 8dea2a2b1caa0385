package io.sluice.backend.seekable;

import java.io.IOException;
import java.io.InputStream;

/** Takes what a format decodes, and holds it to what the index says. */
final class SpanBytes {
  private SpanBytes() {}

  /** All bytes of a chunk, which come next. */
  static byte[] read(InputStream in, Chunk chunk, String file) throws IOException {
    byte[] bytes = new byte[chunk.length()];
    int read = in.readNBytes(bytes, 0, bytes.length);
    if (read < bytes.length) {
      throw new DamagedException(
          "%s: what is compressed there ends at byte %d, before %d"
              .formatted(file, chunk.start() + read, chunk.end()));
    }
    return bytes;
  }

  /** The end of the span, where its checksums are looked at. */
  static void requireEnd(InputStream in, long at, String file) throws IOException {
    if (in.read() >= 0) {
      throw new DamagedException("%s: has more at byte %d than it should".formatted(file, at));
    }
  }
}
