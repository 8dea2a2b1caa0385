package io.sluice.backend.file;

import io.sluice.posix.BlockDevice;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.ImageLock;
import io.sluice.posix.OfdLock;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An open file or block device, of which it is known that it is one.
 *
 * @param spec what was asked for
 * @param fd the descriptor; has the lock, when it was opened to be held
 * @param status of the file when it was opened
 * @param length bytes in it when it was opened
 */
record FileTarget(FileSpec spec, Fd fd, FileStatus status, long length) implements Closeable {
  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFBLK = 0060000;

  /** Opens it to look at it, whoever else has it. */
  static FileTarget look(FileSpec spec) throws IOException {
    requireUsableKind(spec.path());
    return of(spec, open(spec, OpenFlags.O_RDONLY));
  }

  /** Opens it to serve it, and keeps others out. */
  static FileTarget hold(FileSpec spec) throws IOException {
    int access = spec.readOnly() ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR;
    boolean device = requireUsableKind(spec.path()) == S_IFBLK;
    FileTarget target = of(spec, open(spec, device ? access | OpenFlags.O_EXCL : access));
    try {
      target.lock();
    } catch (Throwable failure) {
      target.close();
      throw failure;
    }
    return target;
  }

  /** Takes over a descriptor; closes it when it is of no use. */
  static FileTarget of(FileSpec spec, Fd fd) throws IOException {
    try {
      FileStatus status = FileStatus.of(fd);
      if (!status.isRegularFile() && !status.isBlockDevice()) {
        throw new IOException(spec.path() + " is neither a regular file nor a block device");
      }
      return new FileTarget(
          spec, fd, status, status.isBlockDevice() ? BlockDevice.size(fd) : status.size());
    } catch (Throwable failure) {
      fd.close();
      throw failure;
    }
  }

  /** Looks before it is opened: opening a pipe would wait, and opening a tape would rewind it. */
  private static int requireUsableKind(Path path) throws IOException {
    int kind;
    try {
      kind = (int) Files.getAttribute(path, "unix:mode") & S_IFMT;
    } catch (NoSuchFileException e) {
      throw new IOException(
          "there is no " + path + "; to have it made, set create = true and size", e);
    } catch (AccessDeniedException e) {
      throw new IOException("no right to look at " + path + " or at a folder on the way", e);
    }
    if (kind == S_IFDIR) {
      throw new IOException(path + " is a folder; a file or a block device is wanted");
    }
    if (kind != S_IFREG && kind != S_IFBLK) {
      throw new IOException(path + " is neither a regular file nor a block device");
    }
    return kind;
  }

  private static Fd open(FileSpec spec, int flags) throws IOException {
    try {
      return Fd.openStorage(spec.path(), flags);
    } catch (PosixException e) {
      throw switch (e.errno()) {
        case Errno.EBUSY ->
            new IOException(
                spec.path()
                    + " is in use: mounted, part of a RAID or LVM, or opened by another program",
                e);
        case Errno.EACCES, Errno.EROFS ->
            new IOException(
                e.getMessage()
                    + (spec.readOnly() ? "" : "; where it is to be read only, set readOnly = true"),
                e);
        default -> e;
      };
    }
  }

  /** Takes the lock. */
  void lock() throws IOException {
    boolean free;
    try {
      free = spec.readOnly() ? ImageLock.tryShared(fd) : OfdLock.tryExclusive(fd);
    } catch (PosixException e) {
      throw new IOException(spec.path() + " can't be locked: " + e.getMessage(), e);
    }
    if (!free) {
      throw new IOException(
          spec.path()
              + " is in use: another program, or another handler of this one, holds its lock");
    }
  }

  /**
   * The same file once more, under a descriptor that is told of failed writes on its own (the
   * kernel tells each descriptor once), without a lock.
   */
  Fd openAgain() throws IOException {
    Fd again = Fd.openStorage(spec.path(), spec.readOnly() ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR);
    try {
      FileStatus other = FileStatus.of(again);
      if (other.inode() != status.inode()
          || other.deviceMajor() != status.deviceMajor()
          || other.deviceMinor() != status.deviceMinor()) {
        throw new IOException(spec.path() + " was replaced by another file just now; try again");
      }
      return again;
    } catch (Throwable failure) {
      again.close();
      throw failure;
    }
  }

  boolean isDevice() {
    return status.isBlockDevice();
  }

  boolean isEmpty() {
    return status.isRegularFile() && length == 0;
  }

  @Override
  public void close() throws IOException {
    fd.close();
  }
}
