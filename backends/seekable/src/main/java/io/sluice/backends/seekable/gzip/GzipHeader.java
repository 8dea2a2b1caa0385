package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import java.io.IOException;
import java.util.zip.CRC32;

/** The header of a member (RFC 1952, 2.3): checked, and of no further use. */
final class GzipHeader {
  static final int ID1 = 0x1F;
  static final int ID2 = 0x8B;
  static final int DEFLATE = 8;

  /** Bytes of CRC and length behind each member. */
  static final int TRAILER = 8;

  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xE0;

  /** MTIME, XFL and OS. */
  private static final int UNUSED = 6;

  private static final int MOST_TEXT = 64 << 10;

  private final ByteSource in;
  private final String file;
  private final CRC32 crc = new CRC32();

  private GzipHeader(ByteSource in, String file) {
    this.in = in;
    this.file = file;
  }

  /**
   * Reads what follows the byte {@link #ID1}.
   *
   * @param first the byte that was read before
   * @throws DamagedException when it is not the header of a member
   */
  static void read(int first, ByteSource in, String file) throws IOException {
    new GzipHeader(in, file).read(first);
  }

  private void read(int first) throws IOException {
    crc.update(first);
    if (first != ID1 || next() != ID2 || next() != DEFLATE) {
      throw new DamagedException(file + ": what should be a gzip member's header is none");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new DamagedException(file + ": a gzip member has flags that nobody knows: " + flags);
    }
    skip(UNUSED);
    if ((flags & FEXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FNAME) != 0) {
      skipText();
    }
    if ((flags & FCOMMENT) != 0) {
      skipText();
    }
    if ((flags & FHCRC) != 0) {
      int expected = (int) crc.getValue() & 0xFFFF;
      if ((next() | next() << 8) != expected) {
        throw new DamagedException(file + ": a gzip member's header is damaged");
      }
    }
  }

  private int next() throws IOException {
    int value = in.next();
    if (value < 0) {
      throw new DamagedException(file + ": ends in the middle of a gzip member's header");
    }
    crc.update(value);
    return value;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    for (int length = 0; next() != 0; length++) {
      if (length == MOST_TEXT) {
        throw new DamagedException(file + ": a gzip member's name has no end");
      }
    }
  }
}
