package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits of a stream, the lowest of each byte first, as deflate has them. */
final class BitReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PIECE = 64 << 10;

  /** Bits that there are at the least after {@link #fill}, unless the stream ends. */
  static final int FILLED = 56;

  private final InputStream in;
  private final String file;
  private final byte[] piece = new byte[PIECE];
  private int position;
  private int limit;
  private long taken;
  private long bits;
  private int count;

  /**
   * @param in not closed here
   * @param file for messages
   */
  BitReader(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /** Bits from the stream's beginning to what comes next. */
  long at() {
    return (taken + position) * Byte.SIZE - count;
  }

  /** Makes {@link #FILLED} bits ready, or all that are left. */
  void fill() throws IOException {
    if (limit - position < Long.BYTES) {
      fillSlowly();
      return;
    }
    bits |= (long) LONG.get(piece, position) << count;
    int bytes = (Long.SIZE - 1 - count) >>> 3;
    position += bytes;
    count += bytes * Byte.SIZE;
    bits &= (1L << count) - 1;
  }

  private void fillSlowly() throws IOException {
    int left = limit - position;
    System.arraycopy(piece, position, piece, 0, left);
    taken += position;
    position = 0;
    limit = left;
    while (limit < Long.BYTES) {
      int read = in.read(piece, limit, PIECE - limit);
      if (read < 0) {
        break;
      }
      limit += read;
    }
    while (count < FILLED && position < limit) {
      bits |= (piece[position++] & 0xFFL) << count;
      count += Byte.SIZE;
    }
  }

  /** Those that are ready, the next one lowest; zeroes above them. */
  long peek() {
    return bits;
  }

  /** Goes on past bits that are ready. */
  void drop(int number) throws DamagedException {
    if (number > count) {
      throw ended();
    }
    bits >>>= number;
    count -= number;
  }

  /** The next few bits, up to 32, as a number. */
  int take(int number) throws IOException {
    if (count < number) {
      fill();
    }
    int value = (int) (bits & (1L << number) - 1);
    drop(number);
    return value;
  }

  /** Goes on to the next whole byte. */
  void align() throws DamagedException {
    drop(count & Byte.SIZE - 1);
  }

  /** The next byte, when at a whole byte; -1 at the end. */
  int nextByte() throws IOException {
    if (count < Byte.SIZE) {
      fill();
    }
    return count == 0 ? -1 : take(Byte.SIZE);
  }

  /** Whether a byte is the next, when at a whole byte. Takes nothing. */
  boolean isNext(int value) throws IOException {
    if (count < Byte.SIZE) {
      fill();
    }
    return count >= Byte.SIZE && (bits & 0xFF) == value;
  }

  /** The next bytes, when at a whole byte. */
  void copy(byte[] into, int at, int length) throws IOException {
    while (length > 0 && count > 0) {
      into[at++] = (byte) take(Byte.SIZE);
      length--;
    }
    while (length > 0) {
      if (position == limit) {
        fillSlowly();
        if (count == 0) {
          throw ended();
        }
        copy(into, at, length);
        return;
      }
      int part = Math.min(length, limit - position);
      System.arraycopy(piece, position, into, at, part);
      position += part;
      at += part;
      length -= part;
    }
  }

  private DamagedException ended() {
    return new DamagedException(file + ": ends in the middle of compressed data");
  }
}
