package io.sluice.posix;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The result of statx(2) for an open file.
 *
 * @param mode type and permission bits (st_mode)
 * @param deviceMajor major number of the device that the file is on
 * @param deviceMinor its minor number
 * @param inode inode number on that device
 * @param size bytes; 0 for devices
 * @param preferredBlock transfer size in bytes that the file system prefers
 * @param allocated bytes allocated to the file
 * @param ownMajor major number of a device node's device
 * @param ownMinor its minor number
 * @param modified when its content was last changed
 */
public record FileStatus(
    int mode,
    int deviceMajor,
    int deviceMinor,
    long inode,
    long size,
    int preferredBlock,
    long allocated,
    int ownMajor,
    int ownMinor,
    Instant modified) {
  private static final int S_IFMT = 0170000;
  static final int S_IFREG = 0100000;
  private static final int S_IFBLK = 0060000;

  // struct statx (linux/stat.h) is the same on every architecture; struct stat is not.
  private static final int STATX_SIZE = 256;
  private static final int STATX_BASIC_STATS = 0x7FF;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STX_BLKSIZE = 4;
  private static final int STX_MODE = 28;
  private static final int STX_INO = 32;
  private static final int STX_SIZE = 40;
  private static final int STX_BLOCKS = 48;
  private static final int STX_MTIME = 112;
  private static final int STX_RDEV = 128;
  private static final int STX_DEV = 136;
  private static final int SECTOR = 512;
  private static final byte[] EMPTY_PATH = {0};

  /** The status of an open file, even if its path now leads elsewhere. */
  public static FileStatus of(Fd fd) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.zero(STATX_SIZE);
    int number = fd.acquire("statx");
    try {
      if (LibC.statx(number, EMPTY_PATH, AT_EMPTY_PATH, STATX_BASIC_STATS, scratch.address) < 0) {
        throw PosixException.last("statx", fd.name());
      }
    } finally {
      fd.release();
    }
    return of(scratch.memory);
  }

  private static FileStatus of(ByteBuffer statx) {
    return new FileStatus(
        statx.getShort(STX_MODE) & 0xFFFF,
        statx.getInt(STX_DEV),
        statx.getInt(STX_DEV + Integer.BYTES),
        statx.getLong(STX_INO),
        statx.getLong(STX_SIZE),
        statx.getInt(STX_BLKSIZE),
        statx.getLong(STX_BLOCKS) * SECTOR,
        statx.getInt(STX_RDEV),
        statx.getInt(STX_RDEV + Integer.BYTES),
        Instant.ofEpochSecond(
            statx.getLong(STX_MTIME), statx.getInt(STX_MTIME + Long.BYTES) & 0xFFFFFFFFL));
  }

  /** Whether it is a regular file. */
  public boolean isRegularFile() {
    return isRegularFile(mode);
  }

  static boolean isRegularFile(int mode) {
    return (mode & S_IFMT) == S_IFREG;
  }

  /** Whether it is a block device. */
  public boolean isBlockDevice() {
    return isBlockDevice(mode);
  }

  static boolean isBlockDevice(int mode) {
    return (mode & S_IFMT) == S_IFBLK;
  }
}
