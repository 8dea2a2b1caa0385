package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes grains: a marker (the LBA, 8 bytes, and the compressed length, 4 bytes), then a zlib
 * stream (RFC 1950), which ends with a checksum. For one thread at a time; to be closed.
 */
final class Grain implements AutoCloseable {
  static final int MARKER_BYTES = 12;

  private final EncodedFile file;
  private final int bytes;
  private final Inflater inflater = new Inflater();
  private final byte[] beyond = new byte[1];
  private ByteBuffer encoded = ByteBuffer.allocate(0);

  /**
   * @param bytes of a whole grain, decoded
   */
  Grain(EncodedFile file, int bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Decodes the grain of an LBA.
   *
   * @param sector where it is in the file
   * @param likely sectors that it probably has there; that many are read at first
   * @param least bytes that it must have; a disk's last grain may have fewer than the others
   * @param into gets at most a whole grain's bytes, from {@code at} on
   */
  void decode(long lba, long sector, long likely, int least, byte[] into, int at)
      throws IOException {
    long offset = sector * SECTOR;
    try {
      int size = read(lba, offset, (int) Math.min(likely * SECTOR, MARKER_BYTES + 2L * bytes));
      inflater.reset();
      inflater.setInput(encoded.array(), MARKER_BYTES, size);
      int decoded = inflate(into, at);
      if (decoded < least) {
        throw new DamagedException("it has %d of %d bytes".formatted(decoded, least));
      }
    } catch (DataFormatException | DamagedException e) {
      throw new DamagedException(
          "%s, the grain of LBA %d at byte %d, is damaged: %s"
              .formatted(file.name(), lba, offset, e.getMessage()),
          e);
    }
  }

  /** Reads marker and data. Returns the data's length. */
  private int read(long lba, long offset, int likely) throws IOException {
    file.requireRange(offset, MARKER_BYTES);
    read(offset, 0, (int) Math.min(Math.max(likely, SECTOR), file.length() - offset));
    long says = encoded.getLong(0);
    int size = encoded.getInt(8);
    if (says != lba) {
      throw new DamagedException("what is there says it is of LBA " + Long.toUnsignedString(says));
    }
    if (size <= 0 || size > 2 * bytes) {
      throw new DamagedException("its length is " + Integer.toUnsignedString(size));
    }
    int have = encoded.limit();
    if (MARKER_BYTES + size > have) {
      file.requireRange(offset, MARKER_BYTES + size);
      read(offset, have, MARKER_BYTES + size);
    }
    return size;
  }

  /** Makes {@link #encoded} hold the {@code end} bytes at {@code offset}, of which it has some. */
  private void read(long offset, int have, int end) throws IOException {
    if (encoded.capacity() < end) {
      ByteBuffer larger = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
      encoded = larger.put(encoded.position(0).limit(have));
    }
    file.read(offset + have, encoded.limit(end).position(have));
  }

  private int inflate(byte[] into, int at) throws DataFormatException, DamagedException {
    int decoded = 0;
    while (!inflater.finished()) {
      boolean isFull = decoded == bytes;
      int n =
          isFull
              ? inflater.inflate(beyond, 0, 1)
              : inflater.inflate(into, at + decoded, bytes - decoded);
      if (isFull && n > 0) {
        throw new DamagedException("it has more than %d bytes".formatted(bytes));
      }
      if (n == 0 && !inflater.finished()) {
        throw new DamagedException("its data ends before its checksum");
      }
      decoded += n;
    }
    return decoded;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
