package io.sluice.posix;

import java.nio.file.Path;

/** Makes device nodes. (The JDK removes them: {@link java.nio.file.Files#delete}.) */
public final class DeviceNode {
  private static final int S_IFCHR = 0020000;
  private static final int S_IFBLK = 0060000;

  private DeviceNode() {}

  /**
   * Makes a node for a block device. Never replaces an existing file.
   *
   * @param permissions permissions of the node, such as 0600; the umask does not apply
   */
  public static void createBlock(Path path, int major, int minor, int permissions)
      throws PosixException {
    create(path, S_IFBLK, major, minor, permissions);
  }

  /** Makes a node for a character device. Never replaces an existing file. */
  public static void createCharacter(Path path, int major, int minor, int permissions)
      throws PosixException {
    create(path, S_IFCHR, major, minor, permissions);
  }

  private static void create(Path path, int type, int major, int minor, int permissions)
      throws PosixException {
    byte[] bytes = NativePath.of(path);
    if (LibC.mknod(bytes, type | permissions, device(major, minor)) < 0) {
      throw PosixException.last("mknod", path.toString());
    }
    if (LibC.chmod(bytes, permissions) < 0) {
      throw PosixException.last("chmod", path.toString());
    }
  }

  /**
   * The number of a device in the kernel's notation, {@code MAJOR:MINOR}.
   *
   * @param device the device number of the C library and the JDK: {@code unix:rdev}
   */
  public static String number(long device) {
    long major = device >>> 8 & 0xFFF | device >>> 32 & 0xFFFFF000L;
    long minor = device & 0xFF | device >>> 12 & 0xFFFFFF00L;
    return major + ":" + minor;
  }

  /** The C library's 64-bit dev_t (gnu_dev_makedev). */
  private static long device(int major, int minor) {
    return (major & 0xFFFL) << 8
        | (major & 0xFFFFF000L) << 32
        | (minor & 0xFFL)
        | (minor & 0xFFFFFF00L) << 12;
  }
}
