package io.sluice.posix;

import com.sun.jna.Native;
import io.sluice.backend.Segments;

/**
 * Reads and writes between a file and a transfer's own memory, at a position: preadv2(2) and
 * pwritev2(2). If the segments provide an array of iovecs, it is passed as it is, and the whole
 * transfer is one system call without an allocation.
 */
public final class ScatterGather {
  /** When the write returns, its data and everything needed to read it have reached the medium. */
  public static final int RWF_DSYNC = 0x2;

  /** How many iovecs the kernel accepts at once (UIO_MAXIOV). */
  static final int IOV_MAX = 1024;

  // struct iovec: void *iov_base, size_t iov_len
  static final int IOVEC_SIZE = 16;

  private static final String READ = "preadv2";
  private static final String WRITE = "pwritev2";

  private ScatterGather() {}

  /**
   * Fills {@code into} from {@code offset} on.
   *
   * @return how many bytes were read: all of them, or fewer if the file ends first
   * @throws TransferException if the kernel failed to read
   */
  public static long read(Fd fd, long offset, Segments into) throws PosixException {
    return transfer(fd, offset, into, false, 0);
  }

  /**
   * Writes all of {@code from} at {@code offset}.
   *
   * @param flags 0 or {@link #RWF_DSYNC}
   * @throws TransferException if the kernel failed to write; a part may have been written
   */
  public static void write(Fd fd, long offset, Segments from, int flags) throws PosixException {
    transfer(fd, offset, from, true, flags);
  }

  private static long transfer(Fd fd, long offset, Segments segments, boolean writing, int flags)
      throws PosixException {
    long length = segments.length();
    if (length == 0) {
      return 0;
    }
    long iovecs = segments.iovecs();
    int number = fd.acquire(writing ? WRITE : READ);
    try {
      long done = 0;
      if (iovecs != 0 && segments.count() <= IOV_MAX) {
        done = call(fd, number, iovecs, segments.count(), offset, writing, flags, 0);
        if (done == length || done == 0) {
          return done;
        }
      }
      return rest(fd, number, offset, segments, done, writing, flags);
    } finally {
      fd.release();
    }
  }

  /** Transfers from byte {@code done} on with our own iovecs. */
  private static long rest(
      Fd fd, int number, long offset, Segments segments, long done, boolean writing, int flags)
      throws PosixException {
    IovecBatch batch = new IovecBatch(segments, done, Scratch.mine());
    long transferred = done;
    while (transferred < segments.length()) {
      int count = batch.prepare(writing);
      long n =
          call(
              fd,
              number,
              batch.address(),
              count,
              offset + transferred,
              writing,
              flags,
              transferred);
      if (n == 0) {
        break;
      }
      batch.advance(n, writing);
      transferred += n;
    }
    return transferred;
  }

  /** One system call, repeated after a signal. Returns 0 only when reading at the end of a file. */
  private static long call(
      Fd fd,
      int number,
      long iovecs,
      int count,
      long offset,
      boolean writing,
      int flags,
      long before)
      throws TransferException {
    while (true) {
      long n =
          writing
              ? LibC.pwritev2(number, iovecs, count, offset, flags)
              : LibC.preadv2(number, iovecs, count, offset, flags);
      if (n > 0 || (n == 0 && !writing)) {
        return n;
      }
      int errno = n == 0 ? Errno.EIO : Native.getLastError();
      if (errno != Errno.EINTR) {
        throw new TransferException(errno, writing ? WRITE : READ, fd.name(), before);
      }
    }
  }
}
