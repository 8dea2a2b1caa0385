package io.sluice.posix;

/** Flags of open(2) that have the same value on x86-64 and arm64. O_CLOEXEC is always added. */
public final class OpenFlags {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0100;

  /** With O_CREAT: fail if the file exists. On a block device: fail if it is in use. */
  public static final int O_EXCL = 0200;

  public static final int O_NONBLOCK = 04000;

  static final int O_CLOEXEC = 02000000;

  private OpenFlags() {}
}
