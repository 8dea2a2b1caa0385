package io.sluice.tcmu.internal.kernel;

import io.sluice.backend.Naa;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path in our own directory that leads to a disk: a link to the name that udev keeps for the
 * disk's identity; where there is none, a link to the kernel's name of it; where {@code /dev} has
 * none of both, a device node.
 *
 * <p>A number or name of the kernel's is free for another disk as soon as its disk is gone, so
 * whoever makes the path looks after it: {@link #leadsTo}, {@link #remove}. The first kind needs
 * that least, since udev takes the name away with the disk, also while no gateway runs.
 */
public final class DiskPath {
  private static final Logger LOG = LoggerFactory.getLogger(DiskPath.class);
  private static final String BY_IDENTITY = "disk/by-id/wwn-0x";
  private static final int PERMISSIONS = 0660;
  private static final long USABLE_NANOS = 10_000_000_000L;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final String DISK_GROUP = "disk";

  private final Path path;
  private final Kernel kernel;

  /**
   * @param directory where it is, made when it is missing
   */
  public DiskPath(Kernel kernel, Path directory, String name) {
    this.kernel = kernel;
    path = directory.resolve(name);
  }

  public Path path() {
    return path;
  }

  /** Has it lead to this disk, in one step: it leads to no other meanwhile. */
  public void lead(ScsiDisk disk, Naa wwn) throws IOException {
    Files.createDirectories(path.getParent());
    requireReplaceable();
    Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Optional<Path> name = nameOf(disk, wwn);
    if (name.isPresent()) {
      Files.createSymbolicLink(fresh, asSeenFromHere(name.get()));
    } else {
      kernel.nodes().createBlock(fresh, disk.major(), disk.minor(), PERMISSIONS);
      giveToDiskGroup(fresh);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The best name that {@code /dev} has for a disk by now. */
  private Optional<Path> nameOf(ScsiDisk disk, Naa wwn) throws IOException {
    Path dev = kernel.paths().dev();
    String identity = HexFormat.of().formatHex(wwn.toByteArray());
    for (Path name : List.of(dev.resolve(BY_IDENTITY + identity), dev.resolve(disk.name()))) {
      if (isNumber(name, disk)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private boolean isNumber(Path name, ScsiDisk disk) throws IOException {
    return kernel.nodes().blockNumber(name).equals(Optional.of(disk.number()));
  }

  private Path asSeenFromHere(Path name) {
    Path here = path.getParent();
    return here.startsWith(kernel.paths().dev()) ? here.relativize(name) : name;
  }

  /** The number of the disk that it leads to; empty where it leads to none. */
  public Optional<String> number() throws IOException {
    return kernel.nodes().blockNumber(path);
  }

  /** Whether it leads to this disk, and in the best way that there is by now. */
  public boolean leadsTo(ScsiDisk disk, Naa wwn) throws IOException {
    if (!isNumber(path, disk)) {
      return false;
    }
    Optional<Path> best = nameOf(disk, wwn).map(this::asSeenFromHere);
    Optional<Path> is =
        Files.isSymbolicLink(path) ? Optional.of(Files.readSymbolicLink(path)) : Optional.empty();
    return best.equals(is);
  }

  /** Waits: the kernel shows a disk in sysfs a moment before it can be opened. */
  public void awaitUsable() throws IOException {
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
      return e.errno() == Errno.ENXIO || e.errno() == Errno.ENOENT;
    }
  }

  /** Fails when there is something else in its place than a link or a block device. */
  public void requireReplaceable() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isOurs()) {
      throw new IOException(
          path + " is in the way: it is neither a link nor a block device. Move it away");
    }
  }

  private boolean isOurs() throws IOException {
    return Files.isSymbolicLink(path) || kernel.nodes().blockNumber(path).isPresent();
  }

  private static void giveToDiskGroup(Path node) {
    try {
      GroupPrincipal group =
          node.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(DISK_GROUP);
      Files.getFileAttributeView(node, PosixFileAttributeView.class).setGroup(group);
    } catch (IOException e) {
      LOG.debug("{} stays with root's group: {}", node, e.getMessage());
    }
  }

  /** Takes it away, if it is there and one of ours. */
  public void remove() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isOurs()) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
