package io.sluice.backends.seekable.gzip;

/**
 * The CRC-32 of two pieces of data together, from theirs. What zeroes behind a piece do to its CRC
 * is linear over GF(2): a matrix of 32 by 32 bits for one zero bit, squared for each doubling.
 */
final class Crc32Join {
  private static final int POLYNOMIAL = 0xEDB88320;

  private Crc32Join() {}

  /**
   * @param first the CRC of the first piece
   * @param second the CRC of the second
   * @param secondLength its bytes
   */
  static int join(int first, int second, long secondLength) {
    int[] operator = oneZeroBit();
    operator = square(square(square(operator))); // one byte
    int crc = first;
    for (long left = secondLength; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        crc = times(operator, crc);
      }
      operator = square(operator);
    }
    return crc ^ second;
  }

  private static int[] oneZeroBit() {
    int[] matrix = new int[Integer.SIZE];
    matrix[0] = POLYNOMIAL;
    for (int i = 1; i < matrix.length; i++) {
      matrix[i] = 1 << i - 1;
    }
    return matrix;
  }

  private static int[] square(int[] matrix) {
    int[] squared = new int[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      squared[i] = times(matrix, matrix[i]);
    }
    return squared;
  }

  private static int times(int[] matrix, int vector) {
    int sum = 0;
    for (int left = vector; left != 0; left &= left - 1) {
      sum ^= matrix[Integer.numberOfTrailingZeros(left)];
    }
    return sum;
  }
}
