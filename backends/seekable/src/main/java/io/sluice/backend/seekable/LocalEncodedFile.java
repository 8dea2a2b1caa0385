package io.sluice.backend.seekable;

import io.sluice.backend.Segments;
import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.ImageLock;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.ScatterGather;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A regular file of this machine. */
final class LocalEncodedFile implements EncodedFile {
  private final Fd fd;
  private final FileStatus status;

  private LocalEncodedFile(Fd fd, FileStatus status) {
    this.fd = fd;
    this.status = status;
  }

  static LocalEncodedFile look(Path path) throws IOException {
    Fd fd = Fd.openStorage(path, OpenFlags.O_RDONLY);
    try {
      FileStatus status = FileStatus.of(fd);
      if (!status.isRegularFile()) {
        throw new IOException(path + " is no regular file");
      }
      return new LocalEncodedFile(fd, status);
    } catch (Throwable failure) {
      fd.close();
      throw failure;
    }
  }

  /** Takes the file's lock besides, shared with all who only read, QEMU's programs too. */
  static LocalEncodedFile hold(Path path) throws IOException {
    LocalEncodedFile file = look(path);
    try {
      if (!ImageLock.tryShared(file.fd)) {
        throw new IOException(
            path + " is in use: another program, or another handler of this one, may write to it");
      }
      return file;
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  @Override
  public String name() {
    return fd.name();
  }

  /** {@inheritDoc} Who changes a file in place changes its time. */
  @Override
  public String identity() {
    return "%s (device %d:%d, inode %d, modified %s)"
        .formatted(
            fd.name(),
            status.deviceMajor(),
            status.deviceMinor(),
            status.inode(),
            status.modified());
  }

  @Override
  public long length() {
    return status.size();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    requireRange(offset, into.remaining());
    long read = ScatterGather.read(fd, offset, Segments.of(into));
    if (read < into.remaining()) {
      throw new DamagedException(
          "%s was %d bytes long and ends at %d now".formatted(name(), length(), offset + read));
    }
    into.position(into.limit());
  }

  @Override
  public void close() throws IOException {
    fd.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
