package io.sluice.backends.seekable;

/**
 * What is put up with in a file only where somebody wants that.
 *
 * @param ignoreTail whether what follows the last whole member, stream or frame, and begins as
 *     none, is left out whatever it is
 * @param window bytes that decoding may have to remember: the window of zstd, the memory of xz
 */
public record Tolerance(boolean ignoreTail, long window) {
  /** What is put up with in any case: as much as {@code zstd -d} does. */
  public static final Tolerance USUAL = new Tolerance(false, 128L << 20);

  /** What zstd can have (RFC 8878 3.1.1.1.2, and what its program takes). */
  public static final long MOST_WINDOW = 2L << 30;

  /** For an index made so; empty for the usual. */
  String variant() {
    return equals(USUAL) ? "" : " ignoreTail=%b window=%d".formatted(ignoreTail, window);
  }
}
