package io.sluice.backends.seekable.xz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a block (3.1): the size of the decoder's dictionary. */
final class BlockHeader {
  private static final int LZMA2 = 0x21;
  private static final int HAS_COMPRESSED_SIZE = 0x40;
  private static final int HAS_UNCOMPRESSED_SIZE = 0x80;

  private BlockHeader() {}

  /** Bytes of the header that begins with this byte; 4, less than any has, where none does. */
  static int size(int first) {
    return (first + 1) * 4;
  }

  /**
   * Makes the dictionary no larger than what the block gives: no byte is further back than its
   * first. {@code xz -9} asks for 64 MiB, however short the blocks are. A header that is damaged or
   * not understood stays as it is, for the decoder to refuse.
   *
   * @param header all of it
   * @param decoded bytes that the block gives
   */
  static void fitDictionary(byte[] header, long decoded) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int crcAt = header.length - 4;
    if (bytes.getInt(crcAt) != StreamFlags.crc(bytes, 0, crcAt)) {
      return;
    }
    int sizeAt = dictionarySizeAt(header);
    if (sizeAt >= 0 && fit(decoded) < (header[sizeAt] & 0xFF)) {
      header[sizeAt] = fit(decoded);
      bytes.putInt(crcAt, StreamFlags.crc(bytes, 0, crcAt));
    }
  }

  /**
   * Bytes of the dictionary that a block's header asks for; 0 where it is not understood.
   *
   * @param header all of it
   */
  static long dictionary(byte[] header) throws IOException {
    int sizeAt = dictionarySizeAt(header);
    int size = sizeAt < 0 ? 0 : Math.min(header[sizeAt] & 0xFF, 40);
    return sizeAt < 0 ? 0 : (2L | size & 1) << size / 2 + 11;
  }

  /** Where the dictionary's size is: LZMA2 is always the last filter (5.3.1). */
  private static int dictionarySizeAt(byte[] header) throws IOException {
    int fields = header.length - 6;
    ByteArrayInputStream in = new ByteArrayInputStream(header, 2, fields);
    if ((header[1] & HAS_COMPRESSED_SIZE) != 0) {
      Vli.read(in);
    }
    if ((header[1] & HAS_UNCOMPRESSED_SIZE) != 0) {
      Vli.read(in);
    }
    for (int filter = header[1] & 3; filter >= 0; filter--) {
      long id = Vli.read(in);
      long properties = Vli.read(in);
      if (filter == 0 && id == LZMA2 && properties == 1 && in.available() > 0) {
        return 2 + fields - in.available();
      }
      in.skip(properties);
    }
    return -1;
  }

  /** The least that holds so many bytes, as LZMA2 writes sizes: 2 or 3 times a power of two. */
  private static byte fit(long decoded) {
    byte size = 0;
    while (size < 40 && (2L | size & 1) << size / 2 + 11 < decoded) {
      size++;
    }
    return size;
  }
}
