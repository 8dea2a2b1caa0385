package io.sluice.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/**
 * Open file description locks over a whole file (fcntl(2), F_OFD_SETLK): held by one open
 * descriptor, against every other one, in this process too. They go with the descriptor. (The locks
 * of {@code FileChannel} vanish when any descriptor of the file in the JVM is closed.)
 */
public final class OfdLock {
  private static final int F_OFD_SETLK = 37;
  private static final short F_RDLCK = 0;
  private static final short F_WRLCK = 1;

  // struct flock: short l_type, short l_whence, off_t l_start, off_t l_len, pid_t l_pid (must be 0)
  private static final int FLOCK_SIZE = 32;

  private OfdLock() {}

  /** Takes the lock that excludes all others. Returns whether it was free. */
  public static boolean tryExclusive(Fd fd) throws PosixException {
    return tryLock(fd, F_WRLCK);
  }

  /** Takes a lock that excludes exclusive ones. Returns whether there was none. */
  public static boolean tryShared(Fd fd) throws PosixException {
    return tryLock(fd, F_RDLCK);
  }

  private static boolean tryLock(Fd fd, short type) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.zero(FLOCK_SIZE);
    ByteBuffer flock = scratch.memory;
    flock.putShort(0, type);
    int number = fd.acquire("fcntl F_OFD_SETLK");
    try {
      if (LibC.fcntl(number, F_OFD_SETLK, scratch.address) == 0) {
        return true;
      }
      int errno = Native.getLastError();
      if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
        return false;
      }
      throw new PosixException(errno, "fcntl F_OFD_SETLK", fd.name());
    } finally {
      fd.release();
    }
  }
}
