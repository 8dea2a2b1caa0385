package io.sluice.backends.seekable;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A compressed file in memory. */
public final class ByteArrayFile implements EncodedFile {
  private final byte[] bytes;

  public ByteArrayFile(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "/images/test";
  }

  @Override
  public String identity() {
    return "test:" + bytes.length;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    requireRange(offset, into.remaining());
    into.put(bytes, (int) offset, into.remaining());
  }

  @Override
  public void close() {}
}
