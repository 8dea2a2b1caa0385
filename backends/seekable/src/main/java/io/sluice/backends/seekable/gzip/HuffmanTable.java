package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import java.util.Arrays;

/**
 * A code of deflate (RFC 1951, 3.2.2) as one table, which the next bits are looked up in. Takes and
 * refuses just what zlib does, since that decodes later what was looked at here.
 */
final class HuffmanTable {
  static final int MOST_BITS = 15;

  private static final int LENGTH_BITS = 4;

  private final int[] entries = new int[1 << MOST_BITS];
  private final int[] next = new int[MOST_BITS + 1];
  private final int[] counts = new int[MOST_BITS + 1];
  private long mask;

  /** The entry for the next bits; see {@link #bits} and {@link #symbol}. */
  int look(long ahead) {
    return entries[(int) (ahead & mask)];
  }

  /** Bits of an entry's code; 0 where no symbol has that code. */
  static int bits(int entry) {
    return entry & (1 << LENGTH_BITS) - 1;
  }

  static int symbol(int entry) {
    return entry >>> LENGTH_BITS;
  }

  /**
   * Becomes the table of another code.
   *
   * @param lengths bits of each symbol's code, 0 to 15
   * @param from the first symbol's
   * @param symbols how many
   * @param mayBeSmall whether a code of one symbol, or of none, will do
   */
  void set(byte[] lengths, int from, int symbols, boolean mayBeSmall) throws DamagedException {
    Arrays.fill(counts, 0);
    int most = 0;
    for (int i = 0; i < symbols; i++) {
      counts[lengths[from + i]]++;
      most = Math.max(most, lengths[from + i]);
    }
    requireSound(most, mayBeSmall);
    int code = 0;
    counts[0] = 0;
    for (int bits = 1; bits <= MOST_BITS; bits++) {
      code = code + counts[bits - 1] << 1;
      next[bits] = code;
    }
    most = Math.max(1, most);
    mask = (1L << most) - 1;
    Arrays.fill(entries, 0, 1 << most, 0);
    for (int i = 0; i < symbols; i++) {
      int bits = lengths[from + i];
      if (bits > 0) {
        int entry = i << LENGTH_BITS | bits;
        int first = Integer.reverse(next[bits]++) >>> Integer.SIZE - bits;
        for (int at = first; at < 1 << most; at += 1 << bits) {
          entries[at] = entry;
        }
      }
    }
  }

  private void requireSound(int most, boolean mayBeSmall) throws DamagedException {
    int left = 1;
    for (int bits = 1; bits <= MOST_BITS; bits++) {
      left = (left << 1) - counts[bits];
      if (left < 0) {
        throw new DamagedException("a Huffman code has too many symbols");
      }
    }
    if (left > 0 && (!mayBeSmall || most > 1)) {
      throw new DamagedException("a Huffman code lacks symbols");
    }
  }
}
