package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The block device node that stands for a disk in our own directory. */
public final class BlockNode {
  private static final Logger LOG = LoggerFactory.getLogger(BlockNode.class);
  private static final int PERMISSIONS = 0660;
  private static final long USABLE_NANOS = 10_000_000_000L;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final String DISK_GROUP = "disk";

  private final Path path;
  private final Kernel.DeviceNodes nodes;

  /**
   * @param directory where it is, made when it is missing
   */
  public BlockNode(Path directory, String name, Kernel.DeviceNodes nodes) {
    this.nodes = nodes;
    path = directory.resolve(name);
  }

  public Path path() {
    return path;
  }

  /** Makes the node, with the rights that the system gives disks; replaces one of an older disk. */
  public void create(ScsiDisk disk) throws IOException {
    Files.createDirectories(path.getParent());
    requireReplaceable();
    Files.deleteIfExists(path);
    nodes.createBlock(path, disk.major(), disk.minor(), PERMISSIONS);
    giveToDiskGroup();
    awaitUsable();
  }

  /** The kernel shows a disk in sysfs a moment before it can be opened. */
  private void awaitUsable() throws IOException {
    long deadline = System.nanoTime() + USABLE_NANOS;
    while (hasNoDevice()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the kernel's disk behind " + path + " can't be opened");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private boolean hasNoDevice() throws IOException {
    try {
      Fd.open(path, OpenFlags.O_RDONLY).close();
      return false;
    } catch (PosixException e) {
      // anything else is for whoever uses it to hear of
      return e.errno() == Errno.ENXIO;
    }
  }

  /** Fails when there is something else than a block device in its place. */
  public void requireReplaceable() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !nodes.isBlock(path)) {
      throw new IOException(path + " is in the way: it is no block device. Move it away");
    }
  }

  private void giveToDiskGroup() {
    try {
      GroupPrincipal group =
          path.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(DISK_GROUP);
      Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
    } catch (IOException e) {
      LOG.debug("{} stays with root's group: {}", path, e.getMessage());
    }
  }

  /** Removes the node, if it is one. */
  public void remove() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && nodes.isBlock(path)) {
      Files.delete(path);
    }
  }
}
