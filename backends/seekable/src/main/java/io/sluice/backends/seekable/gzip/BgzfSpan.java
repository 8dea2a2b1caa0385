package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.Inflater;

/** A few blocks in a row. Each is given when its checksum was found right. */
final class BgzfSpan extends InputStream {
  private final EncodedFile file;
  private final Inflater inflater = new Inflater(true);
  private long next;
  private long left;
  private byte[] block = {};
  private int position;

  /**
   * @param at the first block's first byte
   * @param length decoded bytes of all
   */
  BgzfSpan(EncodedFile file, long at, long length) {
    this.file = file;
    next = at;
    left = length;
  }

  private boolean fill() throws IOException {
    while (position == block.length) {
      if (left == 0) {
        return false;
      }
      BgzfBlock found = BgzfBlock.read(file, next);
      block = found.decode(file, inflater);
      position = 0;
      next = found.end();
      left -= block.length;
      if (left < 0) {
        throw new DamagedException(file.name() + ": is not what its index says");
      }
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, block.length - position);
    System.arraycopy(block, position, into, at, part);
    position += part;
    return part;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
