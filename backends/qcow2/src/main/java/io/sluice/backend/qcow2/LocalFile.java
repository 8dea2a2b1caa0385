package io.sluice.backend.qcow2;

import io.sluice.backend.Segments;
import io.sluice.posix.DataSync;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.FileStatus;
import io.sluice.posix.ImageLock;
import io.sluice.posix.OfdLock;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import io.sluice.posix.ScatterGather;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** A regular file of this machine, read and written with system calls on the transport's memory. */
final class LocalFile implements ImageFile {
  private static final Segments ZEROES = zeroes();
  private static final int OWNER_ONLY = 0600;

  private final Fd fd;
  private final DataSync sync;
  private volatile boolean punches = true;

  private LocalFile(Fd fd, DataSync sync) {
    this.fd = fd;
    this.sync = sync;
  }

  private static Segments zeroes() {
    ByteBuffer[] pieces = new ByteBuffer[16];
    Arrays.fill(pieces, ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer());
    return Segments.of(pieces);
  }

  /** Opens a file to look at it, whoever else has it. */
  static LocalFile look(Path path) throws IOException {
    return of(path, Fd.openStorage(path, OpenFlags.O_RDONLY), true);
  }

  /** Opens a file and takes its lock: shared to read, exclusive to write. */
  static LocalFile hold(Path path, boolean readOnly) throws IOException {
    return held(
        path, Fd.openStorage(path, readOnly ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR), readOnly);
  }

  /** Makes a file, never over another, and takes its lock. */
  static LocalFile create(Path path) throws IOException {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    return held(path, Fd.open(path, flags, OWNER_ONLY), false);
  }

  private static LocalFile held(Path path, Fd fd, boolean readOnly) throws IOException {
    LocalFile file = of(path, fd, readOnly);
    try {
      if (!(readOnly ? ImageLock.tryShared(fd) : OfdLock.tryExclusive(fd))) {
        throw new IOException(
            path + " is in use: another program, or another handler of this one, holds its lock");
      }
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
    return file;
  }

  private static LocalFile of(Path path, Fd fd, boolean readOnly) throws IOException {
    try {
      FileStatus status = FileStatus.of(fd);
      if (!status.isRegularFile()) {
        throw new IOException(path + " is no regular file");
      }
      return new LocalFile(fd, new DataSync(openAgain(path, status, readOnly)));
    } catch (Throwable failure) {
      fd.close();
      throw failure;
    }
  }

  /** A descriptor that is told of failed writes on its own. */
  private static Fd openAgain(Path path, FileStatus status, boolean readOnly) throws IOException {
    Fd again = Fd.openStorage(path, readOnly ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR);
    FileStatus other = FileStatus.of(again);
    if (other.inode() != status.inode()
        || other.deviceMajor() != status.deviceMajor()
        || other.deviceMinor() != status.deviceMinor()) {
      again.close();
      throw new IOException(path + " was replaced by another file just now; try again");
    }
    return again;
  }

  @Override
  public String identity() throws PosixException {
    FileStatus status = FileStatus.of(fd);
    return "%s (device %d:%d, inode %d)"
        .formatted(fd.name(), status.deviceMajor(), status.deviceMinor(), status.inode());
  }

  @Override
  public String name() {
    return fd.name();
  }

  @Override
  public long length() throws PosixException {
    return FileStatus.of(fd).size();
  }

  @Override
  public void read(long offset, Segments into) throws PosixException {
    long read = ScatterGather.read(fd, offset, into);
    if (read < into.length()) {
      into.zero(read, into.length() - read);
    }
  }

  @Override
  public void write(long offset, Segments from) throws PosixException {
    ScatterGather.write(fd, offset, from, 0);
  }

  @Override
  public void truncate(long length) throws PosixException {
    FileSpace.truncate(fd, length);
  }

  @Override
  public void punch(long offset, long length) throws PosixException {
    if (punches) {
      try {
        FileSpace.punchHole(fd, offset, length);
        return;
      } catch (PosixException e) {
        if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
          throw e;
        }
        punches = false;
      }
    }
    for (long done = 0; done < length; ) {
      long part = Math.min(length - done, ZEROES.length());
      write(offset + done, ZEROES.slice(0, part));
      done += part;
    }
  }

  @Override
  public void sync() throws PosixException {
    sync.run();
  }

  @Override
  public void close() throws IOException {
    try {
      sync.close();
    } finally {
      fd.close();
    }
  }

  @Override
  public String toString() {
    return fd.toString();
  }
}
