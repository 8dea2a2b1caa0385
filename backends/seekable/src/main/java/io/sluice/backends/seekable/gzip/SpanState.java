package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What is needed to decode from a place in the middle on, and to tell whether that was right. */
final class SpanState {
  private final int crc;
  private final byte[] window;

  /**
   * @param crc CRC-32 of the span's decoded bytes
   * @param window what was decoded just before, 32 KiB or as much as there is
   */
  SpanState(int crc, byte[] window) {
    this.crc = crc;
    this.window = window;
  }

  int crc() {
    return crc;
  }

  byte[] window() {
    return window;
  }

  /** The four bytes of {@code crc}, and the window, deflated. */
  static byte[] encode(int crc, byte[] packedWindow) {
    return ByteBuffer.allocate(Integer.BYTES + packedWindow.length)
        .putInt(crc)
        .put(packedWindow)
        .array();
  }

  /** Of {@link #encode}; checked, since it may come from a file. */
  static SpanState decode(byte[] state) throws DamagedException {
    if (state.length < Integer.BYTES) {
      throw new DamagedException("an index without what is needed to decode");
    }
    int crc = ByteBuffer.wrap(state).getInt();
    return new SpanState(crc, unpack(state));
  }

  /** Packs a window. */
  static byte[] pack(byte[] window, Deflater deflater) {
    if (window.length == 0) {
      return window;
    }
    deflater.reset();
    deflater.setInput(window);
    deflater.finish();
    byte[] packed = new byte[window.length + 64];
    return Arrays.copyOf(packed, deflater.deflate(packed));
  }

  private static byte[] unpack(byte[] state) throws DamagedException {
    byte[] window = new byte[DeflateBlocks.WINDOW];
    if (state.length == Integer.BYTES) {
      return Arrays.copyOf(window, 0);
    }
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(state, Integer.BYTES, state.length - Integer.BYTES);
      int length = inflater.inflate(window);
      if (length == 0 || !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw new DamagedException("an index with a window that is none");
      }
      return Arrays.copyOf(window, length);
    } catch (DataFormatException e) {
      throw new DamagedException("an index with a window that is none", e);
    } finally {
      inflater.end();
    }
  }
}
