package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A stretch of a file that moves on through it: each byte is read once. For one thread. */
final class Window {
  private static final int PIECE = 256 << 10;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final long length;
  private byte[] bytes = new byte[2 * PIECE];
  private long base;
  private int limit;

  Window(EncodedFile file, IndexProgress progress) throws IOException {
    this.file = file;
    this.progress = progress;
    length = file.length();
  }

  /** The bytes that are held; byte 0 is the file's at {@link #base}. Until the next call. */
  byte[] bytes() {
    return bytes;
  }

  /** Offset in the file of the first byte that is held. */
  long base() {
    return base;
  }

  /** Lets go of what is before an offset that is held, or follows what is held. */
  void moveTo(long offset) {
    int gone = (int) (offset - base);
    if (gone >= PIECE) {
      System.arraycopy(bytes, gone, bytes, 0, limit - gone);
      base = offset;
      limit -= gone;
    }
  }

  /** Whether the file has a byte there, behind what was let go; it is held then. */
  boolean has(long offset) throws IOException {
    while (offset >= base + limit) {
      if (base + limit >= length) {
        return false;
      }
      int part = (int) Math.min(PIECE, length - base - limit);
      if (limit + part > bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      file.read(base + limit, ByteBuffer.wrap(bytes, limit, part));
      limit += part;
      progress.at(base + limit);
    }
    return true;
  }

  /** Bits of the file, 56 at most. */
  long bits(long bit, int count) throws IOException {
    if (!has(bit + count - 1 >>> 3)) {
      throw new DamagedException("%s ends within a stream: it was cut off".formatted(file.name()));
    }
    return Bits.get(bytes, bit - base * 8, count);
  }

  /**
   * The first bit at or behind {@code from} and before {@code end} where a magic number is, or -1.
   */
  long findMagic(long from, long end) throws IOException {
    long last = 0;
    for (long at = from >>> 3; at * 8 < end + Block.MAGIC_BITS && has(at); at++) {
      last = last << 8 | bytes[(int) (at - base)] & 0xFF;
      for (int behind = 7; behind >= 0; behind--) {
        long number = last >>> behind & (1L << Block.MAGIC_BITS) - 1;
        if (number == Block.MAGIC || number == Block.STREAM_END) {
          long bit = at * 8 + 8 - behind - Block.MAGIC_BITS;
          if (bit >= from && bit < end) {
            return bit;
          }
        }
      }
    }
    return -1;
  }
}
