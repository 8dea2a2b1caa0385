package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A block of BGZF (SAM/BAM format specification, 4.1): a gzip member that says in its extra field
 * how long it is.
 *
 * @param at its first byte in the file
 * @param header bytes of its header
 * @param length bytes of all of it
 */
record BgzfBlock(long at, int header, int length) {
  /** What a block decodes to, at the most. */
  static final int MOST_DECODED = 64 << 10;

  /** Bytes up to the extra field's length, inclusive. */
  private static final int FIXED = 12;

  private static final int EXTRA_FLAG = 4;
  private static final int SUBFIELD = 4;
  private static final int SIZE_LENGTH = 2;

  /** Whether one may begin there: as gzip's members do. */
  static boolean beginsAt(EncodedFile file, long at) throws IOException {
    return file.length() - at >= 2
        && littleEndian(file, at, 2).getShort() == (short) (GzipHeader.ID2 << 8 | GzipHeader.ID1);
  }

  /** Reads the block that begins there. */
  static BgzfBlock read(EncodedFile file, long at) throws IOException {
    ByteBuffer fixed = littleEndian(file, at, FIXED);
    if ((fixed.get(0) & 0xFF) != GzipHeader.ID1
        || (fixed.get(1) & 0xFF) != GzipHeader.ID2
        || fixed.get(2) != GzipHeader.DEFLATE
        || fixed.get(3) != EXTRA_FLAG) {
      throw new DamagedException(
          """
          %s: there is no BGZF block at byte %d; format = gzip takes what gzip does, and \
          ignoreTail = true leaves out what follows the last block\
          """
              .formatted(file.name(), at));
    }
    int extraLength = fixed.getShort(FIXED - 2) & 0xFFFF;
    int length = length(littleEndian(file, at + FIXED, extraLength)) + 1;
    int header = FIXED + extraLength;
    if (length <= header + GzipHeader.TRAILER) {
      throw new DamagedException(
          "%s: the BGZF block at byte %d is no longer than its header".formatted(file.name(), at));
    }
    file.requireRange(at, length);
    return new BgzfBlock(at, header, length);
  }

  private static ByteBuffer littleEndian(EncodedFile file, long at, int length) throws IOException {
    return file.read(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value of the subfield BC, or 0. */
  private static int length(ByteBuffer extra) {
    while (extra.remaining() >= SUBFIELD) {
      boolean isLength = extra.getShort() == ('B' | 'C' << Byte.SIZE);
      int size = extra.getShort() & 0xFFFF;
      if (size > extra.remaining()) {
        return 0;
      }
      if (isLength && size == SIZE_LENGTH) {
        return extra.getShort() & 0xFFFF;
      }
      extra.position(extra.position() + size);
    }
    return 0;
  }

  /** The first byte behind it. */
  long end() {
    return at + length;
  }

  /** Bytes that it says it decodes to. */
  int decodedLength(EncodedFile file) throws IOException {
    int decoded = littleEndian(file, end() - Integer.BYTES, Integer.BYTES).getInt();
    if (decoded < 0 || decoded > MOST_DECODED) {
      throw new DamagedException(
          "%s: the BGZF block at byte %d holds more than 64 KiB".formatted(file.name(), at));
    }
    return decoded;
  }

  /** All of what it holds, checked. */
  byte[] decode(EncodedFile file, Inflater inflater) throws IOException {
    ByteBuffer all = littleEndian(file, at, length);
    int trailer = length - GzipHeader.TRAILER;
    byte[] decoded = new byte[decodedLength(file)];
    try {
      inflater.reset();
      inflater.setInput(all.slice(header, trailer - header));
      int done = 0;
      while (!inflater.finished()) {
        int n =
            done < decoded.length
                ? inflater.inflate(decoded, done, decoded.length - done)
                : inflater.inflate(new byte[1]);
        done += n;
        if (done > decoded.length || n == 0 && !inflater.finished()) {
          throw damaged(file, "its length is wrong", null);
        }
      }
      if (done < decoded.length || inflater.getRemaining() > 0) {
        throw damaged(file, "its length is wrong", null);
      }
    } catch (DataFormatException e) {
      throw damaged(file, e.getMessage(), e);
    }
    CRC32 crc = new CRC32();
    crc.update(decoded);
    if ((int) crc.getValue() != all.getInt(trailer)) {
      throw damaged(file, "its checksum is wrong", null);
    }
    return decoded;
  }

  private DamagedException damaged(EncodedFile file, String why, Throwable cause) {
    return new DamagedException(
        "%s: the BGZF block at byte %d is damaged: %s".formatted(file.name(), at, why), cause);
  }
}
