package io.sluice.backends.seekable.xz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Multibyte integers (1.2): seven bits in each byte, the lowest first; 63 bits in all. */
final class Vli {
  private static final int MAX_BYTES = 9;

  private Vli() {}

  /** The next integer; below 0 where there is none, or it is not as short as it can be. */
  static long read(InputStream in) throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      int next = in.read();
      if (next < 0 || next == 0 && i > 0) {
        return -1;
      }
      value |= (long) (next & 0x7F) << 7 * i;
      if (next < 0x80) {
        return value;
      }
    }
    return -1;
  }

  static void put(long value, ByteBuffer into) {
    for (; value >= 0x80; value >>>= 7) {
      into.put((byte) (value | 0x80));
    }
    into.put((byte) value);
  }
}
