package io.sluice.backends.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What sysfs tells of a block device's queue (Documentation/ABI/stable/sysfs-block); nothing in
 * particular where there is no such device.
 *
 * @param isRotational a disk that turns
 * @param discards takes discards
 * @param discardGranularity bytes
 */
record DeviceQueue(boolean isRotational, boolean discards, int discardGranularity) {
  private static final Path DEVICES = Path.of("/sys/dev/block");

  /** Of the device with this number. */
  static DeviceQueue of(int major, int minor) {
    Path device = DEVICES.resolve(major + ":" + minor);
    Path queue = device.resolve("queue");
    if (!Files.isDirectory(queue)) {
      queue = device.resolve("../queue"); // of the disk that a partition is on
    }
    return new DeviceQueue(
        read(queue.resolve("rotational")) == 1,
        read(queue.resolve("discard_max_bytes")) > 0,
        (int) Math.min(1 << 30, read(queue.resolve("discard_granularity"))));
  }

  /** Of the device that holds the file system of a file. */
  static DeviceQueue ofFile(Path file) throws IOException {
    long device = (long) Files.getAttribute(file, "unix:dev");
    return of(major(device), minor(device));
  }

  private static int major(long device) {
    return (int) (device >>> 32 & 0xFFFFF000L | device >>> 8 & 0xFFF);
  }

  private static int minor(long device) {
    return (int) (device >>> 12 & 0xFFFFFF00L | device & 0xFF);
  }

  private static long read(Path attribute) {
    try {
      return Long.parseLong(Files.readString(attribute).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
