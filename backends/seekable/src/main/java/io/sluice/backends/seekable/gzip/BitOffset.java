package io.sluice.backends.seekable.gzip;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a decoder that begins at whole bytes begin in the middle of one: by empty blocks before it,
 * which end at that bit. From there on all bytes are those of the file, so stored blocks, which are
 * padded to whole bytes, are where they were.
 */
final class BitOffset {
  private static final byte[][] EMPTY_BLOCKS = new byte[Byte.SIZE][];

  static {
    for (int bit = 0; bit < Byte.SIZE; bit++) {
      EMPTY_BLOCKS[bit] = bytes(emptyBlocks(bit));
    }
  }

  private BitOffset() {}

  /**
   * What to decode before the file's next byte.
   *
   * @param bit the bit of {@code first} where a block begins
   * @param first the byte of the file in which it begins
   */
  static byte[] lead(int bit, int first) {
    byte[] lead = EMPTY_BLOCKS[bit].clone();
    int last = lead.length - 1;
    lead[last] = (byte) (lead[last] | first & (0xFF << bit));
    return lead;
  }

  /** Bits of empty blocks, of a number that leaves {@code bit} over whole bytes, not 0. */
  private static List<Integer> emptyBlocks(int bit) {
    List<Integer> bits = new ArrayList<>();
    if (bit % 2 == 1) {
      addDynamic(bits); // 93 bits
    }
    while (bits.size() % Byte.SIZE != bit || bits.isEmpty()) {
      addFixed(bits); // 10 bits
    }
    return bits;
  }

  /** A block with fixed codes that holds its end only (RFC 1951, 3.2.6). */
  private static void addFixed(List<Integer> bits) {
    add(bits, 0, 1); // not the last
    add(bits, 1, 2);
    add(bits, 0, 7); // 256
  }

  /** One with codes of its own, of a single symbol (RFC 1951, 3.2.7). */
  private static void addDynamic(List<Integer> bits) {
    add(bits, 0, 1); // not the last
    add(bits, 2, 2);
    add(bits, 0, 5); // 257 literals and lengths
    add(bits, 0, 5); // 1 distance
    add(bits, 15, 4); // all 19 lengths of the code that follows:
    for (int symbol :
        new int[] {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}) {
      add(bits, symbol == 1 || symbol == 18 ? 1 : 0, 3);
    }
    // In it, 1 is a bit of 0, and 18, a run of zeroes, one of 1.
    add(bits, 1, 1);
    add(bits, 138 - 11, 7);
    add(bits, 1, 1);
    add(bits, 118 - 11, 7);
    add(bits, 0, 1); // the end's code has one bit
    add(bits, 0, 1); // and that of the distance
    add(bits, 0, 1); // the end
  }

  private static void add(List<Integer> bits, int value, int count) {
    for (int i = 0; i < count; i++) {
      bits.add(value >>> i & 1);
    }
  }

  private static byte[] bytes(List<Integer> bits) {
    byte[] bytes = new byte[(bits.size() + Byte.SIZE - 1) / Byte.SIZE];
    for (int i = 0; i < bits.size(); i++) {
      bytes[i / Byte.SIZE] |= (byte) (bits.get(i) << i % Byte.SIZE);
    }
    return bytes;
  }
}
