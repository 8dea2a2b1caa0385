package io.sluice.backend.seekable;

/**
 * How a compressed file is served.
 *
 * @param blockSize bytes in a logical block
 * @param decodedBytes memory for what was decoded
 */
public record SeekableOptions(int blockSize, long decodedBytes) {
  /** Where less is asked for: a few pieces for each of several who read. */
  private static final long LEAST_BYTES = 1L << 20;

  /** Larger spans are decoded in pieces, whatever the memory. */
  private static final long MOST_WHOLE = 64L << 20;

  public SeekableOptions {
    decodedBytes = Math.max(decodedBytes, LEAST_BYTES);
  }

  /**
   * Whether spans of that length are decoded whole, and given when their checksums were found
   * right. Several have room.
   */
  public boolean isDecodedWhole(long spanLength) {
    return spanLength <= Math.min(MOST_WHOLE, decodedBytes / 4);
  }

  /** How far ahead of who reads in sequence is decoded, at the most. */
  long readAhead() {
    return decodedBytes / 2;
  }
}
