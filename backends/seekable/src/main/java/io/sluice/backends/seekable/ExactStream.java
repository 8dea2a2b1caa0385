package io.sluice.backends.seekable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one span from a decoder that may give more or fewer: exactly so many, then the end.
 * The last of them is given only when the decoder told its end too, and so found its checksums
 * right. Fails for good. For one thread at a time.
 */
public final class ExactStream extends FilterInputStream {
  private final String what;
  private long left;
  private IOException failure;

  /**
   * @param what the span, for messages
   * @param length bytes, at least one
   */
  public ExactStream(InputStream decoder, String what, long length) {
    super(decoder);
    this.what = what;
    left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (left == 0 || length == 0) {
      return length == 0 ? 0 : -1;
    }
    try {
      return decode(into, at, (int) Math.min(length, left));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int decode(byte[] into, int at, int length) throws IOException {
    int decoded = in.read(into, at, length);
    if (decoded < 0) {
      throw new DamagedException(
          "%s ends %d bytes before what the file's index says".formatted(what, left));
    }
    left -= decoded;
    if (left == 0 && in.read() >= 0) {
      throw new DamagedException(what + " decodes to more than the file's index says");
    }
    return decoded;
  }

  @Override
  public long skip(long bytes) throws IOException {
    // Through read, so that the end is looked at.
    byte[] skipped = new byte[(int) Math.max(0, Math.min(bytes, Math.min(left, 64 << 10)))];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(left, in.available());
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
