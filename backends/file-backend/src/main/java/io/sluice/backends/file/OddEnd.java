package io.sluice.backends.file;

import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.posix.Fd;
import io.sluice.posix.PosixException;
import io.sluice.posix.ScatterGather;

/**
 * Where the bytes end, which need not be with a block. A file becomes longer by a write to its last
 * block: to the end of what was written, as with QEMU. A block device can't; there, what would come
 * behind its end is refused unless it is zero, which is how it reads.
 */
final class OddEnd {
  private final Fd fd;
  private final int blockSize;
  private final boolean grows;
  private volatile long length;

  /**
   * @param length bytes that there are
   * @param grows whether a write behind them makes them more
   */
  OddEnd(Fd fd, int blockSize, long length, boolean grows) {
    this.fd = fd;
    this.blockSize = blockSize;
    this.length = length;
    this.grows = grows;
  }

  /** Bytes that there are now. */
  long length() {
    return length;
  }

  void setLength(long bytes) {
    length = bytes;
  }

  /** How much of a range is there; the rest reads as zero. */
  long within(long offset, long bytes) {
    return Math.max(0, Math.min(bytes, length - offset));
  }

  /** Writes all of {@code from}, or refuses it. Returns whether it is longer now. */
  boolean write(long offset, Segments from, int flags) throws PosixException, StoreException {
    long there = grows ? from.length() : within(offset, from.length());
    if (there == from.length()) {
      ScatterGather.write(fd, offset, from, flags);
      return offset + there > length && growTo(offset + there);
    }
    requireZero(offset, from, there);
    if (there > 0) {
      ScatterGather.write(fd, offset, from.slice(0, there), flags);
    }
    return false;
  }

  private synchronized boolean growTo(long end) {
    length = Math.max(length, end);
    return true;
  }

  private void requireZero(long offset, Segments from, long there) throws StoreException {
    byte[] behind = new byte[(int) (from.length() - there)]; // less than a block
    from.get(there, behind, 0, behind.length);
    for (byte each : behind) {
      if (each != 0) {
        throw StoreException.unwritable(
            offset / blockSize + (from.length() - 1) / blockSize,
            "%s ends within its last block of %d bytes, and what lies behind its end can't be written"
                .formatted(fd.name(), blockSize),
            null);
      }
    }
  }
}
