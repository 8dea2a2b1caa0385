package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** Reads the index of one stream (4). */
final class IndexReader {
  private static final int PIECE = 64 << 10;

  /** Whose records take no more than that. */
  private static final int BLOCKS_PER_MIB = (1 << 20) / 18;

  /** A header of 8 bytes is the smallest that 5 may stand for (4.3). */
  private static final int MIN_UNPADDED = 5;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final long at;
  private final long length;
  private long blockBytes;

  /**
   * @param at its first byte in the file
   * @param length its bytes, checksum included
   */
  IndexReader(EncodedFile file, IndexProgress progress, long at, long length) {
    this.file = file;
    this.progress = progress;
    this.at = at;
    this.length = length;
  }

  /** Bytes that the blocks take in the file. */
  long blockBytes() {
    return blockBytes;
  }

  /**
   * For each block, its unpadded size, then its decoded one.
   *
   * @param mostBlockBytes what the blocks may take in the file
   * @param mostBlocks how many there may be
   */
  long[] read(long mostBlockBytes, int mostBlocks) throws IOException {
    CRC32 crc = new CRC32();
    InputStream in = new CheckedInputStream(file.stream(at, length - 4, PIECE), crc);
    if (in.read() != 0) {
      throw damaged("does not begin as one");
    }
    long blocks = Vli.read(in);
    // Each takes two bytes at least.
    if (blocks < 0 || blocks > length / 2) {
      throw damaged("has a wrong number of blocks");
    }
    if (blocks > mostBlocks) {
      throw damaged("has %d blocks, which are too many".formatted(blocks));
    }
    long[] sizes = readSizes(in, (int) blocks, mostBlockBytes);
    requireEnd(in, crc);
    return sizes;
  }

  private long[] readSizes(InputStream in, int blocks, long mostBlockBytes) throws IOException {
    // Grows with what was read.
    long[] sizes = new long[2 * Math.min(blocks, 1024)];
    for (int block = 0; block < blocks; block++) {
      if (2 * block == sizes.length) {
        sizes = Arrays.copyOf(sizes, 2 * Math.min(blocks, 2 * block));
      }
      if (block % BLOCKS_PER_MIB == 0) {
        progress.at(file.length() - at);
      }
      long unpadded = Vli.read(in);
      long decoded = Vli.read(in);
      if (unpadded < MIN_UNPADDED || decoded < 0) {
        throw damaged("says nothing of block " + block);
      }
      if (unpadded > mostBlockBytes - blockBytes) {
        throw damaged("has more blocks than fit before it");
      }
      blockBytes += Block.padded(unpadded);
      sizes[2 * block] = unpadded;
      sizes[2 * block + 1] = decoded;
    }
    return sizes;
  }

  /** Index padding is zero, up to the checksum (4.4, 4.5). */
  private void requireEnd(InputStream in, CRC32 crc) throws IOException {
    byte[] padding = in.readNBytes(4);
    if (!Arrays.equals(padding, new byte[padding.length & 3])) {
      throw damaged("has more than its blocks");
    }
    ByteBuffer checksum = file.read(at + length - 4, 4).order(ByteOrder.LITTLE_ENDIAN);
    if (checksum.getInt() != (int) crc.getValue()) {
      throw damaged("does not match its checksum");
    }
  }

  private DamagedException damaged(String how) {
    return new DamagedException(
        "%s is damaged: the index at byte %d %s".formatted(file.name(), at, how));
  }
}
