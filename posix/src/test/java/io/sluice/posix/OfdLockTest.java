package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfdLockTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void createFile() throws IOException {
    file = Files.createFile(folder.resolve("f"));
  }

  @Test
  void shouldExcludeAnotherDescriptorOfThisProcess() throws IOException {
    Fd first = Fd.open(file, OpenFlags.O_RDWR);
    try (Fd second = Fd.open(file, OpenFlags.O_RDWR)) {
      assertTrue(OfdLock.tryExclusive(first));
      assertFalse(OfdLock.tryExclusive(second));
      assertFalse(OfdLock.tryShared(second));
      first.close();
      assertTrue(OfdLock.tryExclusive(second));
    }
  }

  @Test
  void shouldShareAmongReaders() throws IOException {
    try (Fd first = Fd.open(file, OpenFlags.O_RDONLY);
        Fd second = Fd.open(file, OpenFlags.O_RDWR)) {
      assertTrue(OfdLock.tryShared(first));
      assertTrue(OfdLock.tryShared(second));
      assertFalse(OfdLock.tryExclusive(second));
    }
  }

  /** The trap of POSIX record locks, and so of FileChannel's. */
  @Test
  void shouldOutliveOtherDescriptorsOfTheFile() throws IOException {
    try (Fd holder = Fd.open(file, OpenFlags.O_RDWR)) {
      assertTrue(OfdLock.tryExclusive(holder));
      Fd.open(file, OpenFlags.O_RDWR).close();
      Files.readAllBytes(file);
      try (Fd other = Fd.open(file, OpenFlags.O_RDWR)) {
        assertFalse(OfdLock.tryExclusive(other));
      }
    }
  }
}
