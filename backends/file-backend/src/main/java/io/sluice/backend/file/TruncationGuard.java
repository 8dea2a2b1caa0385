package io.sluice.backend.file;

import io.sluice.backend.StoreException;
import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.PosixException;

/**
 * Notices that somebody made the file shorter while it is served. What lay past the new end is
 * lost: reading it fails, and does not give zeroes when a later write has made the file long again;
 * writing past the end is refused; and flushes fail, until the volume is opened anew.
 *
 * <p>A read notices at once, for nothing. A write would need one more system call each time to do
 * so: it looks once in a second, every flush and every write with FUA looks, too.
 */
final class TruncationGuard {
  private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

  private final Fd fd;
  private final int blockSize;

  private volatile long expected;
  private volatile long intact = Long.MAX_VALUE;
  private volatile long lastLook = System.nanoTime();

  /**
   * @param expected the file's size in bytes; 0 for a device, which nobody truncates
   */
  TruncationGuard(Fd fd, long expected, int blockSize) {
    this.fd = fd;
    this.expected = expected;
    this.blockSize = blockSize;
  }

  /** The size was changed by its owner. */
  void expect(long size) {
    expected = size;
  }

  /** Before a read. */
  void requireReadable(long end) throws StoreException {
    if (end > intact) {
      throw StoreException.unreadable(intact / blockSize, message(), null);
    }
  }

  /** Before a write. */
  void requireWritable(long end) throws StoreException, PosixException {
    long now = System.nanoTime();
    if (now - lastLook > LOOK_EVERY_NANOS) {
      lastLook = now;
      look();
    }
    if (end > intact) {
      throw StoreException.unwritable(intact / blockSize, message(), null);
    }
  }

  /** Before something is promised. */
  void requireWhole() throws StoreException, PosixException {
    look();
    if (intact != Long.MAX_VALUE) {
      throw FileFailure.ofFlush(message(), null);
    }
  }

  /** Takes note that the file ended at {@code end}, and gives what to throw. */
  StoreException truncatedAt(long end) {
    note(end);
    return StoreException.unreadable(end / blockSize, message(), null);
  }

  private void look() throws PosixException {
    if (expected > 0) {
      long size = FileStatus.of(fd).size();
      if (size < expected) {
        note(size);
      }
    }
  }

  private synchronized void note(long end) {
    intact = Math.min(intact, end);
  }

  private String message() {
    return fd.name()
        + " was truncated to "
        + intact
        + " bytes while it was in use; what lay behind is lost";
  }
}
