package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeviceNodeTest {
  @Test
  void shouldTellTheNumberOfADevice() throws IOException {
    long device = (long) Files.getAttribute(Path.of("/dev/null"), "unix:rdev");
    assertEquals("1:3", DeviceNode.number(device));
  }

  /** As glibc's gnu_dev_makedev puts them together. */
  @Test
  void shouldTellLargeNumbers() {
    assertEquals("8:400", DeviceNode.number(0x800L | 400 & 0xFF | (400L & ~0xFF) << 12));
    assertEquals("4095:1048575", DeviceNode.number(0xFFFL << 8 | 0xFF | 0xFFF00L << 12));
    assertEquals("74565:7", DeviceNode.number(0x345L << 8 | 0x12000L << 32 | 7));
  }
}
