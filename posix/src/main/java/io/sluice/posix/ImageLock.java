package io.sluice.posix;

/**
 * The locks with which QEMU's programs and Sluice avoid conflicting access to an image (QEMU,
 * block/file-posix.c): one byte for each kind of use that a program makes of it, and one for each
 * kind that it forbids to others. A writer locks all bytes instead.
 */
public final class ImageLock {
  private static final long DOES = 100;
  private static final long FORBIDS = 200;
  private static final int CONSISTENT_READ = 0;
  private static final int WRITE = 1;
  private static final int RESIZE = 3;

  private ImageLock() {}

  /**
   * Locks the image for reading while nobody changes it; other readers are admitted. Returns false
   * if somebody may write to it; the caller then closes the descriptor, which releases the locks
   * that were taken. A writer uses {@link OfdLock#tryExclusive(Fd)} instead.
   */
  public static boolean tryShared(Fd fd) throws PosixException {
    return OfdLock.tryShared(fd, DOES + CONSISTENT_READ, 1)
        && OfdLock.tryShared(fd, FORBIDS + WRITE, 1)
        && OfdLock.tryShared(fd, FORBIDS + RESIZE, 1)
        && OfdLock.isFree(fd, DOES + WRITE, 1)
        && OfdLock.isFree(fd, DOES + RESIZE, 1);
  }
}
