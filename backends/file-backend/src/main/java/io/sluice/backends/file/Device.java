package io.sluice.backends.file;

import io.sluice.backend.BlockStatus;
import io.sluice.posix.BlockDevice;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.PosixException;

/** A block device. */
final class Device implements Medium {
  private final Fd fd;
  private final int logicalBlockSize;
  private volatile boolean discards = true;
  private volatile boolean punches = true;

  /**
   * @param logicalBlockSize the device's own, on which discarding and zeroing work
   */
  Device(Fd fd, int logicalBlockSize) {
    this.fd = fd;
    this.logicalBlockSize = logicalBlockSize;
  }

  @Override
  public void discard(long offset, long length) throws PosixException {
    // Only what is whole on the device: a hint may do less, never more.
    long from = (offset + logicalBlockSize - 1) / logicalBlockSize * logicalBlockSize;
    long to = (offset + length) / logicalBlockSize * logicalBlockSize;
    if (discards && from < to) {
      try {
        BlockDevice.discard(fd, from, to - from);
      } catch (PosixException e) {
        requireUnsupported(e);
        discards = false;
      }
    }
  }

  @Override
  public void zero(long offset, long length, boolean mayDiscard) throws PosixException {
    if ((offset | length) % logicalBlockSize != 0) {
      Zeroes.write(fd, offset, length);
    } else if (!(mayDiscard && punch(offset, length))) {
      BlockDevice.zeroOut(fd, offset, length); // the kernel writes zeroes where the device can't
    }
  }

  private boolean punch(long offset, long length) throws PosixException {
    if (punches) {
      try {
        FileSpace.punchHole(fd, offset, length);
        return true;
      } catch (PosixException e) {
        requireUnsupported(e);
        punches = false;
      }
    }
    return false;
  }

  private static void requireUnsupported(PosixException e) throws PosixException {
    if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENODEV) {
      throw e;
    }
  }

  @Override
  public BlockStatus status(long offset, long length) {
    return new BlockStatus(length, true, false);
  }
}
