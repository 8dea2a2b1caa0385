package io.sluice.backend;

/**
 * Where a volume's content ends, which need not be with a block. What is missing to a whole block
 * reads as zero; a write there is kept where the store can (a file becomes longer), and refused
 * where it can't. It is never dropped.
 *
 * @param missing bytes of the last block that are no content: 0 up to the block size, which is not
 *     reached
 * @param wasLeftOut whether the backend, before it kept to this rule, left that last part of a
 *     block out: a logical unit that it served then keeps its size until it is resized, since MD,
 *     GPT and ZFS are found from a disk's end
 */
public record ContentEnd(int missing, boolean wasLeftOut) {
  /** Ends with a block. */
  public static final ContentEnd WHOLE = new ContentEnd(0, false);

  public ContentEnd {
    if (missing < 0) {
      throw new IllegalArgumentException("missing = " + missing);
    }
  }

  /**
   * Of content of that many bytes, in blocks.
   *
   * @param wasLeftOut see above
   */
  public static ContentEnd of(long contentLength, int blockSize, boolean wasLeftOut) {
    int over = (int) (contentLength % blockSize);
    return over == 0 ? WHOLE : new ContentEnd(blockSize - over, wasLeftOut);
  }
}
