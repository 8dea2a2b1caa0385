package io.sluice.backend;

/**
 * Where a volume's content ends, which need not be at a block boundary. The rest of the last block
 * reads as zero. A write there is kept if the store can keep it (a file becomes longer), and
 * refused otherwise; it is never dropped.
 *
 * @param missing bytes of the last block that hold no content: at least 0, less than the block size
 * @param wasLeftOut whether earlier versions of the backend, which did not follow this rule, left
 *     out that partial last block. A logical unit from that time keeps its size until it is
 *     resized, since MD, GPT and ZFS locate their metadata from the end of the disk
 */
public record ContentEnd(int missing, boolean wasLeftOut) {
  /** The content ends at a block boundary. */
  public static final ContentEnd WHOLE = new ContentEnd(0, false);

  public ContentEnd {
    if (missing < 0) {
      throw new IllegalArgumentException("missing = " + missing);
    }
  }

  /**
   * The end of {@code contentLength} bytes of content, in blocks of {@code blockSize} bytes.
   *
   * @param wasLeftOut see {@link #wasLeftOut}
   */
  public static ContentEnd of(long contentLength, int blockSize, boolean wasLeftOut) {
    int over = (int) (contentLength % blockSize);
    return over == 0 ? WHOLE : new ContentEnd(blockSize - over, wasLeftOut);
  }
}
