package io.sluice.posix;

import java.io.IOException;
import java.nio.file.Path;

/** A path given as a disk or an image is a FIFO, a folder, a character device or the like. */
public final class NotStorageException extends IOException {
  private static final long serialVersionUID = 1L;

  NotStorageException(Path path) {
    super(path + " is neither a regular file nor a block device");
  }
}
