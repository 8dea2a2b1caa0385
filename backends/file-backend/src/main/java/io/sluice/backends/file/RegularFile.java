package io.sluice.backends.file;

import io.sluice.backend.BlockStatus;
import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.PosixException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of a file system. What the file system can't do is learnt once, and done by writing. */
final class RegularFile implements Medium {
  private static final Logger LOG = LoggerFactory.getLogger(RegularFile.class);

  private final Fd fd;
  private final int blockSize;
  private volatile boolean punches = true;
  private volatile boolean zeroesRanges = true;

  RegularFile(Fd fd, int blockSize) {
    this.fd = fd;
    this.blockSize = blockSize;
  }

  @Override
  public void discard(long offset, long length) throws PosixException {
    if (!punch(offset, length)) {
      zero(offset, length, false); // it was said to read as zero
    }
  }

  @Override
  public void zero(long offset, long length, boolean mayDiscard) throws PosixException {
    boolean done = mayDiscard && punch(offset, length);
    if (!done && !zeroRange(offset, length)) {
      Zeroes.write(fd, offset, length);
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
        LOG.info("{}: its file system makes no holes: discarding gives no space back", fd.name());
      }
    }
    return false;
  }

  private boolean zeroRange(long offset, long length) throws PosixException {
    if (zeroesRanges) {
      try {
        FileSpace.zeroRange(fd, offset, length);
        return true;
      } catch (PosixException e) {
        requireUnsupported(e);
        zeroesRanges = false;
        LOG.debug("{}: its file system zeroes no ranges: zeroes are written", fd.name());
      }
    }
    return false;
  }

  private static void requireUnsupported(PosixException e) throws PosixException {
    if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
      throw e;
    }
  }

  @Override
  public BlockStatus status(long offset, long length) throws PosixException {
    long data = FileSpace.nextData(fd, offset);
    if (data < 0 || data >= offset + length) {
      return new BlockStatus(length, false, true);
    }
    long hole = wholeBlocks(data - offset);
    if (hole > 0) {
      return new BlockStatus(hole, false, true);
    }
    long end = FileSpace.nextHole(fd, data);
    long allocated = end < 0 ? length : wholeBlocks(end - offset + blockSize - 1);
    return new BlockStatus(Math.min(allocated, length), true, false);
  }

  private long wholeBlocks(long bytes) {
    return bytes / blockSize * blockSize;
  }
}
