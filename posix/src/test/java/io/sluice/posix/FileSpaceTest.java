package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSpaceTest {
  private static final int BLOCK = 64 << 10;

  @TempDir Path folder;

  private Fd fileOfOnes(int length) throws IOException {
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) 1);
    return Fd.open(Files.write(folder.resolve("f"), ones), OpenFlags.O_RDWR);
  }

  private byte[] content() throws IOException {
    return Files.readAllBytes(folder.resolve("f"));
  }

  @Test
  void shouldTellStatusOfARegularFile() throws IOException {
    try (Fd fd = fileOfOnes(BLOCK)) {
      FileStatus status = FileStatus.of(fd);
      Path file = folder.resolve("f");
      assertTrue(status.isRegularFile());
      assertFalse(status.isBlockDevice());
      assertEquals(BLOCK, status.size());
      assertEquals((long) Files.getAttribute(file, "unix:ino"), status.inode());
      assertEquals((int) Files.getAttribute(file, "unix:mode"), status.mode());
      assertTrue(status.preferredBlock() >= 512);
    }
  }

  @Test
  void shouldTellNumbersOfADeviceNode() throws IOException {
    try (Fd zero = Fd.open(Path.of("/dev/zero"), OpenFlags.O_RDONLY)) {
      FileStatus status = FileStatus.of(zero);
      assertEquals(1, status.ownMajor());
      assertEquals(5, status.ownMinor());
      assertFalse(status.isRegularFile());
    }
  }

  @Test
  void shouldPunchAHoleThatReadsAsZeroAndKeepTheSize() throws IOException {
    try (Fd fd = fileOfOnes(4 * BLOCK)) {
      FileSpace.punchHole(fd, BLOCK, BLOCK);
      byte[] expected = new byte[4 * BLOCK];
      Arrays.fill(expected, (byte) 1);
      Arrays.fill(expected, BLOCK, 2 * BLOCK, (byte) 0);
      assertArrayEquals(expected, content());
      assertEquals(BLOCK, FileSpace.nextHole(fd, 0));
      assertEquals(2L * BLOCK, FileSpace.nextData(fd, BLOCK));
      assertEquals(4L * BLOCK, FileSpace.nextHole(fd, 2L * BLOCK));
      assertEquals(-1, FileSpace.nextData(fd, 4L * BLOCK));
    }
  }

  @Test
  void shouldChangeSizeAndAllocate() throws IOException {
    try (Fd fd = fileOfOnes(BLOCK)) {
      FileSpace.truncate(fd, 2L * BLOCK);
      FileSpace.allocate(fd, 0, 4L * BLOCK);
      FileStatus status = FileStatus.of(fd);
      assertEquals(4L * BLOCK, status.size());
      assertTrue(status.allocated() >= 4L * BLOCK);
      FileSpace.truncate(fd, 10);
      assertEquals(10, FileStatus.of(fd).size());
    }
  }
}
