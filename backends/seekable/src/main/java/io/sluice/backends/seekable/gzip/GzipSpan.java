package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One span, decoded by the JDK's decoder from the bit on where a block begins. */
final class GzipSpan extends InputStream {
  private static final int PIECE = 64 << 10;

  private final EncodedFile file;
  private final long start;
  private final int crc;
  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 found = new CRC32();
  private final byte[] piece = new byte[PIECE];
  private int position;
  private int limit;
  private long left;

  /**
   * @param start the span's first byte
   * @param length its bytes
   * @param bit where its first block begins in the file
   */
  GzipSpan(EncodedFile file, long start, long length, long bit, SpanState state)
      throws IOException {
    this.file = file;
    this.start = start;
    left = length;
    crc = state.crc();
    try {
      in = file.stream(bit / Byte.SIZE, PIECE);
      begin((int) (bit % Byte.SIZE), state.window());
    } catch (Throwable failure) {
      inflater.end();
      throw failure;
    }
  }

  private void begin(int bit, byte[] window) throws IOException {
    if (window.length > 0) {
      inflater.setDictionary(window);
    }
    if (bit > 0) {
      inflater.setInput(BitOffset.lead(bit, requireByte()));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      requireRightCrc();
      return -1;
    }
    int decoded = inflate(into, at, (int) Math.min(length, left));
    found.update(into, at, decoded);
    left -= decoded;
    return decoded;
  }

  private int inflate(byte[] into, int at, int length) throws IOException {
    try {
      while (true) {
        int decoded = inflater.inflate(into, at, length);
        if (decoded > 0) {
          return decoded;
        }
        if (inflater.finished()) {
          nextMember();
        } else if (inflater.needsDictionary()) {
          throw damaged("it needs a dictionary", null);
        } else if (inflater.needsInput()) {
          if (position == limit && !fill()) {
            throw damaged("it ends before", null);
          }
          inflater.setInput(piece, position, limit - position);
          position = limit;
        }
      }
    } catch (DataFormatException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private boolean fill() throws IOException {
    limit = Math.max(0, in.read(piece, 0, piece.length));
    position = 0;
    return limit > 0;
  }

  private int next() throws IOException {
    return position < limit || fill() ? piece[position++] & 0xFF : -1;
  }

  private int requireByte() throws IOException {
    int next = next();
    if (next < 0) {
      throw damaged("it ends before", null);
    }
    return next;
  }

  /** The span's own checksum is looked at; the member's may be of much that was not decoded. */
  private void nextMember() throws IOException {
    position = limit - inflater.getRemaining();
    inflater.reset();
    for (int i = 0; i < GzipHeader.TRAILER; i++) {
      requireByte();
    }
    GzipHeader.read(requireByte(), this::next, file.name());
  }

  private void requireRightCrc() throws DamagedException {
    if ((int) found.getValue() != crc) {
      throw damaged("its checksum is wrong", null);
    }
  }

  private DamagedException damaged(String why, Throwable cause) {
    return new DamagedException(
        "%s: what is compressed from byte %d on is damaged, or has changed: %s"
            .formatted(file.name(), start, why),
        cause);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
