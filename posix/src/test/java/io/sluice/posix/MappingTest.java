package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  @TempDir Path folder;

  @Test
  void shouldShareMemoryWithTheFile() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[8192]);
    Fd fd = Fd.open(file, OpenFlags.O_RDWR);
    try (Mapping mapping = Mapping.readWrite(fd, 8192)) {
      fd.close();
      ByteBuffer buffer = mapping.buffer();
      assertEquals(8192, buffer.capacity());
      assertNotEquals(0, mapping.address());
      buffer.put(8191, (byte) 7);
    }
    byte[] expected = new byte[8192];
    expected[8191] = 7;
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  /** What FileChannel.map refuses on JDK 17. */
  @Test
  void shouldMapADevice() throws IOException {
    try (Fd zero = Fd.open(Path.of("/dev/zero"), OpenFlags.O_RDWR);
        Mapping mapping = Mapping.readWrite(zero, 4096)) {
      assertEquals(0, mapping.buffer().getLong(8));
    }
  }

  @Test
  void shouldGiveNoBufferOnceItIsClosed() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[4096]);
    try (Fd fd = Fd.open(file, OpenFlags.O_RDONLY)) {
      Mapping mapping = Mapping.readOnly(fd, 4096);
      mapping.close();
      mapping.close();
      assertThrows(IllegalStateException.class, mapping::buffer);
    }
  }

  @Test
  void shouldSayWhatCouldNotBeMapped() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[4096]);
    try (Fd fd = Fd.open(file, OpenFlags.O_RDONLY)) {
      PosixException e = assertThrows(PosixException.class, () -> Mapping.readWrite(fd, 4096));
      assertEquals(Errno.EACCES, e.errno());
    }
  }
}
