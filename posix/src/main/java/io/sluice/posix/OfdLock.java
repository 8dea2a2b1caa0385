package io.sluice.posix;

import com.sun.jna.Native;

/**
 * Open file description locks on a whole file, or a byte range of it (fcntl(2), F_OFD_SETLK). A
 * lock is held by one open descriptor against all others, including those in the same process, and
 * is released with the descriptor. (The locks of {@code FileChannel} vanish when any descriptor of
 * the file in the JVM is closed.)
 */
public final class OfdLock {
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final String GET = "fcntl F_OFD_GETLK";
  private static final String SET = "fcntl F_OFD_SETLK";
  private static final short F_RDLCK = 0;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;

  // struct flock: short l_type, short l_whence, off_t l_start, off_t l_len, pid_t l_pid (must be 0)
  private static final int FLOCK_SIZE = 32;
  private static final int START = 8;
  private static final int LENGTH = 16;

  private OfdLock() {}

  /** Takes the exclusive lock. Returns whether it was free. */
  public static boolean tryExclusive(Fd fd) throws PosixException {
    return tryLock(fd, F_WRLCK, 0, 0);
  }

  /**
   * Takes a shared lock, which excludes exclusive ones. Returns false if there is an exclusive
   * lock.
   */
  public static boolean tryShared(Fd fd) throws PosixException {
    return tryLock(fd, F_RDLCK, 0, 0);
  }

  /** Takes a shared lock on a byte range, which need not lie within the file. */
  public static boolean tryShared(Fd fd, long start, long length) throws PosixException {
    return tryLock(fd, F_RDLCK, start, length);
  }

  /** Whether no other descriptor holds a lock, shared or exclusive, on any of these bytes. */
  public static boolean isFree(Fd fd, long start, long length) throws PosixException {
    Scratch scratch = describe(F_WRLCK, start, length);
    int number = fd.acquire(GET);
    try {
      if (LibC.fcntl(number, F_OFD_GETLK, scratch.address) != 0) {
        throw PosixException.last(GET, fd.name());
      }
      return scratch.memory.getShort(0) == F_UNLCK;
    } finally {
      fd.release();
    }
  }

  private static Scratch describe(short type, long start, long length) {
    Scratch scratch = Scratch.mine();
    scratch.zero(FLOCK_SIZE);
    scratch.memory.putShort(0, type).putLong(START, start).putLong(LENGTH, length);
    return scratch;
  }

  private static boolean tryLock(Fd fd, short type, long start, long length) throws PosixException {
    Scratch scratch = describe(type, start, length);
    int number = fd.acquire(SET);
    try {
      if (LibC.fcntl(number, F_OFD_SETLK, scratch.address) == 0) {
        return true;
      }
      int errno = Native.getLastError();
      if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
        return false;
      }
      throw new PosixException(errno, SET, fd.name());
    } finally {
      fd.release();
    }
  }
}
