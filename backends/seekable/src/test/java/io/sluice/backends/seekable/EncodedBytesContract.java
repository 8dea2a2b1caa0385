package io.sluice.backends.seekable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.AnyBytesContract;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A compressed file that nobody vouches for: its index, and what is decoded by it. */
public abstract class EncodedBytesContract extends AnyBytesContract {
  /** Of each file so much is decoded: a few bytes can promise any amount of zeroes. */
  private static final int MOST = 1 << 20;

  protected abstract SeekableFormat format();

  /** A file with that content. */
  protected abstract byte[] encode(byte[] content) throws IOException;

  @Override
  public List<byte[]> sound() throws IOException {
    byte[] text = new byte[4096];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + i * i % 7);
    }
    return List.of(encode(new byte[512]), encode(text));
  }

  @Override
  public void read(byte[] bytes) {
    EncodedFile file = new ByteArrayFile(bytes);
    try {
      SeekIndex index = format().index(file, IndexProgress.NONE);
      int left = MOST;
      for (int span = 0; span < index.spans() && left > 0; span++) {
        long length = index.end(span) - index.start(span);
        assertTrue(length > 0, "a span of " + length);
        try (InputStream in = format().decode(file, index, span)) {
          byte[] decoded = in.readNBytes((int) Math.min(length, left));
          assertTrue(
              decoded.length == Math.min(length, left), "a span that ends without a failure");
          left -= decoded.length;
        }
      }
    } catch (IOException e) {
      // refused, or told to be damaged
    }
  }
}
