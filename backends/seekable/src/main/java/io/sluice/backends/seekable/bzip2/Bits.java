package io.sluice.backends.seekable.bzip2;

/** Bits in bytes, the most significant first. */
final class Bits {
  private Bits() {}

  /** The {@code count} bits, 56 at most, from {@code bit} on. */
  static long get(byte[] bytes, long bit, int count) {
    int at = (int) (bit >>> 3);
    int end = (int) (bit + count + 7 >>> 3);
    long value = 0;
    for (int i = at; i < end; i++) {
      value = value << 8 | bytes[i] & 0xFF;
    }
    return value >>> (end * 8L - bit - count) & (1L << count) - 1;
  }

  /** Sets {@code count} bits from {@code bit} on, all 0 before, to the low bits of a value. */
  static void put(byte[] bytes, long bit, long value, int count) {
    for (int i = 0; i < count; i++) {
      long at = bit + i;
      bytes[(int) (at >>> 3)] |= (byte) ((value >>> count - 1 - i & 1) << 7 - (at & 7));
    }
  }

  /**
   * Copies bits to where a byte begins; the last byte is filled up with 0.
   *
   * @param count bits
   */
  static void align(byte[] from, long bit, byte[] into, int at, int count) {
    int source = (int) (bit >>> 3);
    int shift = (int) (bit & 7);
    int length = count + 7 >>> 3;
    if (shift == 0) {
      System.arraycopy(from, source, into, at, length);
    } else {
      int next = from[source] & 0xFF;
      for (int i = 0; i < length; i++) {
        int high = next;
        int following = source + i + 1;
        next = following < from.length ? from[following] & 0xFF : 0;
        into[at + i] = (byte) (high << shift | next >>> 8 - shift);
      }
    }
    if ((count & 7) != 0) {
      into[at + length - 1] &= (byte) (0xFF00 >>> (count & 7));
    }
  }
}
