package io.sluice.posix;

/**
 * The locks by which QEMU's programs and we keep out of each other's way (QEMU,
 * block/file-posix.c): a byte for each thing that one does with an image, and one for each that
 * others may not do. Who writes locks all bytes instead.
 */
public final class ImageLock {
  private static final long DOES = 100;
  private static final long FORBIDS = 200;
  private static final int CONSISTENT_READ = 0;
  private static final int WRITE = 1;
  private static final int RESIZE = 3;

  private ImageLock() {}

  /**
   * To read what nobody changes meanwhile, beside others who only read. Returns whether nobody
   * does. Who writes takes {@link OfdLock#tryExclusive(Fd)}.
   */
  public static boolean tryShared(Fd fd) throws PosixException {
    return OfdLock.tryShared(fd, DOES + CONSISTENT_READ, 1)
        && OfdLock.tryShared(fd, FORBIDS + WRITE, 1)
        && OfdLock.tryShared(fd, FORBIDS + RESIZE, 1)
        && OfdLock.isFree(fd, DOES + WRITE, 1)
        && OfdLock.isFree(fd, DOES + RESIZE, 1);
  }
}
