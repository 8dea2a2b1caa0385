package io.sluice.backends.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is known of the file system that a file is on, without writing to it.
 *
 * @param punchesHoles whether its files can give back space in their middle; false where that is
 *     not known (NFS, FUSE and overlays can or can't)
 * @param allocationUnit bytes that it allocates at once
 * @param isRotational whether it is on a disk that turns
 */
record FileSystemFacts(boolean punchesHoles, int allocationUnit, boolean isRotational) {
  private static final Set<String> PUNCHING =
      Set.of("ext3", "ext4", "xfs", "btrfs", "tmpfs", "f2fs", "gfs2", "ocfs2", "bcachefs", "zfs");
  private static final int USUAL_UNIT = 4096;
  private static final long LARGEST_UNIT = 16 << 20;

  /** Of the file system that an existing file or folder is on. */
  static FileSystemFacts of(Path path) throws IOException {
    boolean rotational = DeviceQueue.ofFile(path).isRotational();
    try {
      java.nio.file.FileStore store = Files.getFileStore(path);
      return new FileSystemFacts(
          PUNCHING.contains(store.type()), powerOfTwo(store.getBlockSize()), rotational);
    } catch (IOException | UnsupportedOperationException e) { // a mount that /proc does not show
      return new FileSystemFacts(false, USUAL_UNIT, rotational);
    }
  }

  private static int powerOfTwo(long unit) {
    boolean plausible = Long.bitCount(unit) == 1 && unit <= LARGEST_UNIT;
    return plausible ? (int) unit : USUAL_UNIT;
  }
}
