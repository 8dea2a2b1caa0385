package io.sluice.backends.file;

import io.sluice.backend.StoreException;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.FileStatus;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes image files, under their lock. */
final class FileCreation {
  private static final Logger LOG = LoggerFactory.getLogger(FileCreation.class);
  private static final int OWNER_ONLY = 0600;

  private FileCreation() {}

  /** Makes the file, never over another, locks it, and gives it the size. */
  static FileTarget create(FileSpec spec) throws IOException {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    FileTarget target = FileTarget.of(spec, Fd.open(spec.path(), flags, OWNER_ONLY));
    try {
      target.lock();
    } catch (Throwable failure) { // whoever has the lock makes it
      target.close();
      throw failure;
    }
    try {
      return complete(target);
    } catch (Throwable failure) {
      Files.deleteIfExists(spec.path());
      target.close();
      throw failure;
    }
  }

  /** Gives an empty file its size, for good. */
  static FileTarget complete(FileTarget target) throws IOException {
    FileSpec spec = target.spec();
    try {
      resize(target);
    } catch (PosixException e) {
      FileSpace.truncate(target.fd(), 0);
      String message = spec.path() + " can't be made with " + spec.size() + " bytes: ";
      throw e.errno() == Errno.ENOSPC
          ? StoreException.noSpace(message + e.getMessage(), e)
          : new IOException(message + e.getMessage(), e);
    }
    target.fd().dataSync();
    syncFolder(spec.path());
    LOG.info(
        "made {} of {} bytes{}",
        spec.path(),
        spec.size(),
        spec.preallocate() ? ", all allocated" : "");
    return new FileTarget(spec, target.fd(), FileStatus.of(target.fd()), spec.size());
  }

  private static void resize(FileTarget target) throws PosixException {
    long size = target.spec().size();
    if (target.spec().preallocate()) {
      FileSpace.allocate(target.fd(), 0, size);
    } else {
      FileSpace.truncate(target.fd(), size);
    }
  }

  private static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
