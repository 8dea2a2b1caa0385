package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Prerequisite;
import io.sluice.backend.Segments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a loop device. */
class BlockDeviceTest {
  private static final int SIZE = 1 << 20;
  private static final int SECTOR = 4096;

  @TempDir Path folder;
  private Path device;

  @BeforeEach
  void attach() throws Exception {
    byte[] ones = new byte[SIZE];
    Arrays.fill(ones, (byte) 1);
    Path file = Files.write(folder.resolve("disk.img"), ones);
    Process losetup =
        new ProcessBuilder("losetup", "-f", "--show", "--sector-size", "" + SECTOR, "" + file)
            .start();
    String said =
        new String(losetup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    Prerequisite.require(
        losetup.waitFor() == 0 && !said.isEmpty(), "losetup and a free loop device (root)");
    device = Path.of(said);
  }

  @AfterEach
  void detach() throws Exception {
    if (device != null) {
      new ProcessBuilder("losetup", "-d", device.toString()).start().waitFor();
    }
  }

  @Test
  void shouldTellSizes() throws IOException {
    try (Fd fd = Fd.open(device, OpenFlags.O_RDONLY)) {
      assertTrue(FileStatus.of(fd).isBlockDevice());
      assertEquals(SIZE, BlockDevice.size(fd));
      assertEquals(SECTOR, BlockDevice.logicalBlockSize(fd));
      assertTrue(BlockDevice.physicalBlockSize(fd) >= SECTOR);
      assertFalse(BlockDevice.isReadOnly(fd));
    }
  }

  @Test
  void shouldZeroAndDiscardARange() throws IOException {
    byte[] expected = new byte[SIZE];
    Arrays.fill(expected, (byte) 1);
    try (Fd fd = Fd.open(device, OpenFlags.O_RDWR)) {
      BlockDevice.zeroOut(fd, 2 * SECTOR, 3 * SECTOR);
      Arrays.fill(expected, 2 * SECTOR, 5 * SECTOR, (byte) 0);
      BlockDevice.discard(fd, 8 * SECTOR, SECTOR); // a loop device makes a hole
      Arrays.fill(expected, 8 * SECTOR, 9 * SECTOR, (byte) 0);
      byte[] content = new byte[SIZE];
      assertEquals(SIZE, ScatterGather.read(fd, 0, Segments.of(content)));
      assertArrayEquals(expected, content);
    }
  }

  @Test
  void shouldOpenExclusivelyOnce() throws IOException {
    int exclusive = OpenFlags.O_RDWR | OpenFlags.O_EXCL;
    try (Fd held = Fd.open(device, exclusive)) {
      PosixException e = assertThrows(PosixException.class, () -> Fd.open(device, exclusive));
      assertEquals(Errno.EBUSY, e.errno());
      assertFalse(held.isClosed());
    }
  }

  @Test
  void shouldMakeAnotherNodeOfTheDevice() throws IOException {
    Path node = folder.resolve("node");
    FileStatus original;
    try (Fd fd = Fd.open(device, OpenFlags.O_RDONLY)) {
      original = FileStatus.of(fd);
    }
    DeviceNode.createBlock(node, original.ownMajor(), original.ownMinor(), 0640);
    assertEquals(0060640, (int) Files.getAttribute(node, "unix:mode"));
    assertEquals(Files.getAttribute(device, "unix:rdev"), Files.getAttribute(node, "unix:rdev"));
    try (Fd fd = Fd.open(node, OpenFlags.O_RDONLY)) {
      assertEquals(SIZE, BlockDevice.size(fd));
    }
    PosixException e =
        assertThrows(PosixException.class, () -> DeviceNode.createBlock(node, 7, 0, 0600));
    assertEquals(Errno.EEXIST, e.errno());
  }

  @Test
  void shouldSayThatAFileIsNoBlockDevice() throws IOException {
    try (Fd fd = Fd.open(Files.createFile(folder.resolve("f")), OpenFlags.O_RDONLY)) {
      PosixException e = assertThrows(PosixException.class, () -> BlockDevice.size(fd));
      assertEquals(Errno.ENOTTY, e.errno());
      assertEquals("ioctl BLKGETSIZE64", e.call());
    }
  }
}
