package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Some bytes, then zeros. */
final class ZeroTailedFile implements EncodedFile {
  private final byte[] front;
  private final long length;

  ZeroTailedFile(byte[] front, long length) {
    this.front = front;
    this.length = length;
  }

  @Override
  public String name() {
    return "/images/test";
  }

  @Override
  public String identity() {
    return "test:" + length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    requireRange(offset, into.remaining());
    for (long at = offset; into.hasRemaining(); at++) {
      into.put(at < front.length ? front[(int) at] : 0);
    }
  }

  @Override
  public void close() {}
}
