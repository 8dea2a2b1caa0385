package io.sluice.backends.file;

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
 * so: one in 64 looks, and every flush, every write with FUA and every question for holes.
 */
final class TruncationGuard {
  private static final int WRITES_UNTIL_LOOK = 64;

  private final Fd fd;
  private final int blockSize;

  private volatile long expected;
  private volatile long intact = Long.MAX_VALUE;

  /** Only a hint: a write that two threads count as one does no harm. */
  private int writes;

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

  /**
   * Whether all up to there is as it was; looks each time. After the file's holes were looked for.
   */
  boolean isWhole(long end) throws PosixException {
    look();
    return end <= intact;
  }

  /** Before a write. */
  void requireWritable(long end) throws StoreException, PosixException {
    if (++writes % WRITES_UNTIL_LOOK == 0) {
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
