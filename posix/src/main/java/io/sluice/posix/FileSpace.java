package io.sluice.posix;

import com.sun.jna.Native;

/** Size and allocation of a file: ftruncate, fallocate, and where its holes are. */
public final class FileSpace {
  private static final int FALLOC_FL_KEEP_SIZE = 0x01;
  private static final int FALLOC_FL_PUNCH_HOLE = 0x02;
  private static final int FALLOC_FL_ZERO_RANGE = 0x10;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private FileSpace() {}

  /** Makes the file {@code size} bytes long; space added at the end is a hole. */
  public static void truncate(Fd fd, long size) throws PosixException {
    int number = fd.acquire("ftruncate");
    try {
      if (LibC.ftruncate(number, size) < 0) {
        throw PosixException.last("ftruncate", fd.name());
      }
    } finally {
      fd.release();
    }
  }

  /** Allocates space for a range, and extends the file if the range goes past its end. */
  public static void allocate(Fd fd, long offset, long length) throws PosixException {
    fallocate(fd, 0, offset, length);
  }

  /** Frees a range's space; it then reads as zero. The file's size does not change. */
  public static void punchHole(Fd fd, long offset, long length) throws PosixException {
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
  }

  /**
   * Makes a range read as zero, and keeps or allocates its space. The file's size does not change.
   */
  public static void zeroRange(Fd fd, long offset, long length) throws PosixException {
    fallocate(fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, offset, length);
  }

  private static void fallocate(Fd fd, int mode, long offset, long length) throws PosixException {
    int number = fd.acquire("fallocate");
    try {
      int result;
      do {
        result = LibC.fallocate(number, mode, offset, length);
      } while (result < 0 && Native.getLastError() == Errno.EINTR);
      if (result < 0) {
        throw PosixException.last("fallocate", fd.name());
      }
    } finally {
      fd.release();
    }
  }

  /** The first allocated byte from {@code offset} on; -1 if there is none up to the file's end. */
  public static long nextData(Fd fd, long offset) throws PosixException {
    return seek(fd, offset, SEEK_DATA);
  }

  /**
   * The first byte from {@code offset} on that lies in a hole, which may be the file's end; -1 if
   * {@code offset} is past the end.
   */
  public static long nextHole(Fd fd, long offset) throws PosixException {
    return seek(fd, offset, SEEK_HOLE);
  }

  // Changes the descriptor's position, which nothing here uses.
  private static long seek(Fd fd, long offset, int whence) throws PosixException {
    int number = fd.acquire("lseek");
    try {
      long found = LibC.lseek(number, offset, whence);
      if (found < 0 && Native.getLastError() != Errno.ENXIO) {
        throw PosixException.last("lseek", fd.name());
      }
      return found;
    } finally {
      fd.release();
    }
  }
}
