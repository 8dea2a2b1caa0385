package io.sluice.backends.seekable.xz;

/** One stream of a file, and what its index says of its blocks. */
final class XzStream {
  private final long start;
  private final int check;
  private final long[] sizes;

  /**
   * @param start its first byte in the file
   * @param check kind of its checks (2.1.1.2)
   * @param sizes for each block, its unpadded size, then its decoded one, in bytes; kept
   */
  XzStream(long start, int check, long[] sizes) {
    this.start = start;
    this.check = check;
    this.sizes = sizes;
  }

  long start() {
    return start;
  }

  int check() {
    return check;
  }

  int blocks() {
    return sizes.length / 2;
  }

  long unpadded(int block) {
    return sizes[2 * block];
  }

  long decoded(int block) {
    return sizes[2 * block + 1];
  }
}
