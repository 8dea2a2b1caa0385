package io.sluice.posix;

/** The ioctl calls of the kernel's block devices (linux/fs.h). Sizes and offsets in bytes. */
public final class BlockDevice {
  private static final long BLKROGET = 0x125E;
  private static final long BLKSSZGET = 0x1268;
  private static final long BLKDISCARD = 0x1277;
  private static final long BLKPBSZGET = 0x127B;
  private static final long BLKZEROOUT = 0x127F;
  private static final long BLKGETSIZE64 = 0x80081272L;

  private BlockDevice() {}

  /** The device's size. */
  public static long size(Fd fd) throws PosixException {
    return query(fd, BLKGETSIZE64, "BLKGETSIZE64");
  }

  /** The device's logical block size. */
  public static int logicalBlockSize(Fd fd) throws PosixException {
    return (int) query(fd, BLKSSZGET, "BLKSSZGET");
  }

  /** The device's physical block size. */
  public static int physicalBlockSize(Fd fd) throws PosixException {
    return (int) query(fd, BLKPBSZGET, "BLKPBSZGET");
  }

  /** Whether the kernel refuses writes to the device. */
  public static boolean isReadOnly(Fd fd) throws PosixException {
    return query(fd, BLKROGET, "BLKROGET") != 0;
  }

  /** Frees a range's space; what it reads as afterwards depends on the device. */
  public static void discard(Fd fd, long offset, long length) throws PosixException {
    range(fd, BLKDISCARD, "BLKDISCARD", offset, length);
  }

  /** Makes a range read as zero, without freeing its space. */
  public static void zeroOut(Fd fd, long offset, long length) throws PosixException {
    range(fd, BLKZEROOUT, "BLKZEROOUT", offset, length);
  }

  private static long query(Fd fd, long request, String name) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.zero(Long.BYTES); // an answer of 4 bytes leaves the others
    ioctl(fd, request, name, scratch);
    return request == BLKGETSIZE64 ? scratch.memory.getLong(0) : scratch.memory.getInt(0);
  }

  private static void range(Fd fd, long request, String name, long offset, long length)
      throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.memory.putLong(0, offset).putLong(Long.BYTES, length);
    ioctl(fd, request, name, scratch);
  }

  private static void ioctl(Fd fd, long request, String name, Scratch argument)
      throws PosixException {
    String call = "ioctl " + name;
    int number = fd.acquire(call);
    try {
      if (LibC.ioctl(number, request, argument.address) < 0) {
        throw PosixException.last(call, fd.name());
      }
    } finally {
      fd.release();
    }
  }
}
