package io.sluice.backends.file;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Which file or block device is to be a volume, and how. Begin with {@link #of}.
 *
 * @param path the file or block device
 * @param size bytes: what the file must have, or gets when it is made; 0 to take it as it is
 * @param create make the file, of {@code size}, where there is none
 * @param blockSize bytes in a logical block: 512, 1024, 2048 or 4096; 0 for 512, or for a block
 *     device its own
 * @param readOnly never write to it
 * @param preallocate take all the space when it is made, so that it can't run out later, and do not
 *     give it back unasked
 * @param discard whether discarding gives space back
 */
public record FileSpec(
    Path path,
    long size,
    boolean create,
    int blockSize,
    boolean readOnly,
    boolean preallocate,
    Discard discard) {
  static final int DEFAULT_BLOCK_SIZE = 512;

  /**
   * @throws IllegalArgumentException when values contradict each other; the message names them
   */
  public FileSpec {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(discard, "discard");
    if (blockSize != 0
        && (Integer.bitCount(blockSize) != 1 || blockSize < 512 || blockSize > 4096)) {
      throw new IllegalArgumentException(
          "blockSize = " + blockSize + ": is 512, 1024, 2048 or 4096");
    }
    int unit = blockSize == 0 ? DEFAULT_BLOCK_SIZE : blockSize;
    if (size < 0 || size % unit != 0) {
      throw new IllegalArgumentException(
          "size = " + size + ": is a multiple of the block size, " + unit + " bytes");
    }
    if (create && size == 0) {
      throw new IllegalArgumentException("create = true: needs size, such as size = 10G");
    }
    if (create && readOnly) {
      throw new IllegalArgumentException(
          "create = true: a new file that is read-only would hold nothing for ever");
    }
  }

  /** An existing file or block device as it is. */
  public static FileSpec of(Path path) {
    return new FileSpec(path, 0, false, 0, false, false, Discard.AUTO);
  }

  /** The same, made sparse with {@code bytes} where there is none. */
  public FileSpec creating(long bytes) {
    return new FileSpec(path, bytes, true, blockSize, readOnly, preallocate, discard);
  }

  /** The same with all its space taken when it is made. */
  public FileSpec preallocated() {
    return new FileSpec(path, size, create, blockSize, readOnly, true, discard);
  }

  /** The same, refused unless it has exactly {@code bytes}. */
  public FileSpec withSize(long bytes) {
    return new FileSpec(path, bytes, create, blockSize, readOnly, preallocate, discard);
  }

  /** The same with logical blocks of {@code bytes}. */
  public FileSpec withBlockSize(int bytes) {
    return new FileSpec(path, size, create, bytes, readOnly, preallocate, discard);
  }

  /** The same, never written to. */
  public FileSpec asReadOnly() {
    return new FileSpec(path, size, create, blockSize, true, preallocate, discard);
  }

  /** The same with another way to discard. */
  public FileSpec withDiscard(Discard way) {
    return new FileSpec(path, size, create, blockSize, readOnly, preallocate, way);
  }
}
