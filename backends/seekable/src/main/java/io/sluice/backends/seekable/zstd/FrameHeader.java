package io.sluice.backends.seekable.zstd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The header of a frame (RFC 8878 3.1.1.1), its magic number included.
 *
 * @param size its bytes
 * @param window bytes that decoding must remember
 * @param contentSize bytes that the frame gives; below 0 where it does not tell
 * @param dictionary the dictionary it needs; 0 for none
 * @param hasChecksum whether four bytes of a checksum follow the blocks
 */
record FrameHeader(int size, long window, long contentSize, long dictionary, boolean hasChecksum) {
  static final int MAGIC = 0xFD2FB528;
  static final int MAX_SIZE = 18;

  /** Where the descriptor is, and its bit that says that there is a checksum. */
  static final int DESCRIPTOR_AT = 4;

  static final int CHECKSUM_FLAG = 4;

  private static final int SINGLE_SEGMENT_FLAG = 0x20;
  private static final int RESERVED = 8;

  /** Whether it is of a frame without content (3.1.2). */
  static boolean isSkippable(int magic) {
    return (magic & ~0xF) == 0x184D2A50;
  }

  /**
   * Reads a header.
   *
   * @param bytes the first bytes of the frame, {@link #MAX_SIZE} where it has so many
   * @return empty when they are no header
   */
  static Optional<FrameHeader> parse(ByteBuffer bytes) {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() <= DESCRIPTOR_AT || in.getInt() != MAGIC) {
      return Optional.empty();
    }
    int descriptor = in.get();
    boolean single = (descriptor & SINGLE_SEGMENT_FLAG) != 0;
    int windowBytes = single ? 0 : 1;
    int dictionaryBytes = (1 << (descriptor & 3)) >> 1;
    int flag = descriptor >> 6 & 3;
    int contentBytes = flag == 0 && !single ? 0 : 1 << flag;
    if ((descriptor & RESERVED) != 0
        || in.remaining() < windowBytes + dictionaryBytes + contentBytes) {
      return Optional.empty();
    }
    long window = single ? 0 : window(in.get() & 0xFF);
    long dictionary = unsigned(in, dictionaryBytes);
    long content = unsigned(in, contentBytes) + (contentBytes == 2 ? 256 : 0);
    if (content < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new FrameHeader(
            in.position(),
            single ? content : window,
            contentBytes == 0 ? -1 : content,
            dictionary,
            (descriptor & CHECKSUM_FLAG) != 0));
  }

  private static long window(int descriptor) {
    long base = 1L << (descriptor >> 3) + 10;
    return base + (base >> 3) * (descriptor & 7);
  }

  private static long unsigned(ByteBuffer in, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.get() & 0xFFL) << 8 * i;
    }
    return value;
  }
}
