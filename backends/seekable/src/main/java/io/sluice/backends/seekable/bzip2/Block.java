package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.SeekIndex;
import java.nio.ByteBuffer;

/**
 * Where one compressed block is: it begins with its magic number, holds its CRC, and ends before
 * the next block's magic number, or its stream's end.
 *
 * @param bit from the file's beginning
 * @param bits its length, {@link #mostBits} at most
 * @param level 1 to 9: hundreds of thousands of bytes that a block of its stream has at most,
 *     before its runs are expanded
 */
record Block(long bit, int bits, int level) {
  static final long MAGIC = 0x314159265359L;
  static final long STREAM_END = 0x177245385090L;
  static final int MAGIC_BITS = 48;
  static final int CRC_BITS = 32;

  /** Bits of a block before its symbols: CRC, symbols in use, selectors, code lengths. */
  private static final int MOST_TABLE_BITS = 1 << 20;

  private static final int LONGEST_CODE_BITS = 20;
  private static final int HEADER_BYTES = 4;

  /** Selectors twice, six tables of codes, input buffers. */
  private static final int DECODER_TABLES = 128 << 10;

  /** More than any compressor needs for a block: each symbol with the longest code. */
  static int mostBits(int level) {
    return level * 100_000 * LONGEST_CODE_BITS + MOST_TABLE_BITS;
  }

  /** The block of a span, which {@link #state} was kept with. */
  static Block of(SeekIndex index, int span) throws DamagedException {
    byte[] state = index.state(span);
    int packed = state.length == Integer.BYTES ? ByteBuffer.wrap(state).getInt() : 0;
    Block block = new Block(index.encoded(span), packed >>> 4, packed & 0xF);
    if (block.level < 1
        || block.level > 9
        || block.bit < 0
        || block.bits < MAGIC_BITS + CRC_BITS
        || block.bits > mostBits(block.level)) {
      throw new DamagedException("an index that is not of a bzip2 file");
    }
    return block;
  }

  /** What an index keeps of it besides {@link #bit}. */
  byte[] state() {
    return ByteBuffer.allocate(Integer.BYTES).putInt(bits << 4 | level).array();
  }

  /** Bytes of the file that hold it. */
  int encodedBytes() {
    return (int) ((bit & 7) + bits + 7 >>> 3);
  }

  /**
   * Bytes that decoding it takes: the block as it is in the file, the stream made of it, and the
   * library's arrays, of a byte and an int for each byte that a block of its level has.
   */
  long decoderBytes() {
    return 2L * encodedBytes() + level * 100_000L * (1 + Integer.BYTES) + DECODER_TABLES;
  }

  /**
   * A whole bzip2 stream of this block alone, as bzip2recover makes them. Of one block, the
   * stream's CRC is the block's.
   *
   * @param at the block's first bit in {@code bytes}
   */
  byte[] alone(byte[] bytes, long at) {
    int tail = HEADER_BYTES * 8 + bits;
    byte[] stream = new byte[tail + MAGIC_BITS + CRC_BITS + 7 >>> 3];
    stream[0] = 'B';
    stream[1] = 'Z';
    stream[2] = 'h';
    stream[3] = (byte) ('0' + level);
    Bits.align(bytes, at, stream, HEADER_BYTES, bits);
    Bits.put(stream, tail, STREAM_END, MAGIC_BITS);
    Bits.put(stream, tail + MAGIC_BITS, crc(bytes, at), CRC_BITS);
    return stream;
  }

  /** The CRC that the block says its content has. */
  static int crc(byte[] bytes, long at) {
    return (int) Bits.get(bytes, at + MAGIC_BITS, CRC_BITS);
  }
}
