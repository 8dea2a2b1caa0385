package io.sluice.backends.overlay;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Which overlay is to be a volume, and how.
 *
 * @param name the handler's
 * @param base the volume below
 * @param path the overlay's file
 * @param create make the file where there is none
 * @param scratch whether nothing is kept
 * @param commit whether the base is held writable
 * @param size bytes of a new overlay's disk; 0 for the base's
 * @param clusterSize bytes of a new overlay's clusters
 * @param blockSize bytes in a logical block; 0 for the base's
 * @param metadataCache bytes of memory for tables
 */
record OverlaySpec(
    String name,
    URI base,
    Path path,
    boolean create,
    boolean scratch,
    boolean commit,
    long size,
    long clusterSize,
    int blockSize,
    long metadataCache) {
  private static final long LEAST_CLUSTER = 16 << 10;
  private static final long LARGEST_CLUSTER = 2 << 20;

  /**
   * @throws IllegalArgumentException when values contradict each other; the message names them
   */
  OverlaySpec {
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(path, "path");
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("path = " + path + ": is to begin with /");
    }
    if (base.getScheme() == null) {
      throw new IllegalArgumentException(
          "base = " + base + ": begins with a scheme, such as file:, https: or volume:");
    }
    if (Long.bitCount(clusterSize) != 1
        || clusterSize < LEAST_CLUSTER
        || clusterSize > LARGEST_CLUSTER) {
      throw new IllegalArgumentException(
          "clusterSize = " + clusterSize + ": is a power of two from 16K to 2M");
    }
    if (size % 4096 != 0) {
      throw new IllegalArgumentException("size = " + size + ": is a multiple of 4096 bytes");
    }
    if (scratch && commit) {
      throw new IllegalArgumentException("scratch = true and commit = true: nothing would be left");
    }
  }

  /**
   * How the overlay's header names the base. For a file that is its path, so that QEMU's programs
   * find it; the name of a volume of this gateway is nothing to them.
   */
  String backingName() {
    return "file".equals(base.getScheme()) && base.getPath() != null
        ? Path.of(base.getPath()).normalize().toString()
        : base.toString();
  }
}
