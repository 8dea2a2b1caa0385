package io.sluice.backend;

/**
 * Which writes a store performs atomically (SBC-4 4.29): if one fails, or the machine dies during
 * it, none of it is written; and a read sees all of it or none. All sizes in bytes.
 *
 * @param maximum the longest atomic write, a multiple of {@code granularity}; 0 if there are none
 * @param granularity what the length must be a multiple of; 0 if there are none
 * @param alignment what the offset must be a multiple of; 0 if there are none
 */
public record AtomicWrites(int maximum, int granularity, int alignment) {
  /** For a store that makes no write atomic. */
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

  /** Whether any write is atomic. */
  public boolean any() {
    return maximum > 0;
  }
}
