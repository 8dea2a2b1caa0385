package io.sluice.backend;

/**
 * Which writes a store does as one step (SBC-4 4.29): where one fails, or the machine dies while it
 * is done, none of it is there; and what is read is all of it or nothing. All sizes in bytes.
 *
 * @param maximum the longest, a multiple of {@code granularity}; 0 where there are none
 * @param granularity what its length must be a multiple of; 0 where there are none
 * @param alignment what its offset must be a multiple of; 0 where there are none
 */
public record AtomicWrites(int maximum, int granularity, int alignment) {
  /** A store that promises it for no write. */
  public static final AtomicWrites NONE = new AtomicWrites(0, 0, 0);

  public AtomicWrites {
    if (maximum < 0 || granularity < 0 || alignment < 0) {
      throw new IllegalArgumentException("sizes are not negative");
    }
    if (maximum > 0 != granularity > 0 || maximum > 0 != alignment > 0) {
      throw new IllegalArgumentException("all of the three are 0, or none is");
    }
    if (maximum > 0 && maximum % granularity != 0) {
      throw new IllegalArgumentException("the longest is a multiple of the granularity");
    }
  }

  /** Whether there are any. */
  public boolean any() {
    return maximum > 0;
  }
}
