package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.backend.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdTest {
  @TempDir Path folder;

  @Test
  void shouldNameCallFileAndReasonWhenOpenFails() {
    Path missing = folder.resolve("missing");
    PosixException e =
        assertThrows(PosixException.class, () -> Fd.open(missing, OpenFlags.O_RDONLY));
    assertEquals(Errno.ENOENT, e.errno());
    assertEquals("open", e.call());
    assertEquals("open " + missing + ": No such file or directory (ENOENT)", e.getMessage());
  }

  @Test
  void shouldCreateWithTheModeAskedForAndNeverOverAnExistingFile() throws IOException {
    Path file = folder.resolve("new");
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    Fd.open(file, flags, 0600).close();
    assertEquals(0600, (int) Files.getAttribute(file, "unix:mode") & 0777);
    PosixException e = assertThrows(PosixException.class, () -> Fd.open(file, flags, 0600));
    assertEquals(Errno.EEXIST, e.errno());
  }

  @Test
  void shouldRefuseWhatIsNoStorageWithoutWaitingForIt() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    for (Path path : List.of(fifo, folder, Path.of("/dev/null"))) {
      for (int flags : List.of(OpenFlags.O_RDONLY, OpenFlags.O_RDWR)) {
        NotStorageException e =
            assertThrows(NotStorageException.class, () -> Fd.openStorage(path, flags));
        assertEquals(path + " is neither a regular file nor a block device", e.getMessage());
      }
    }
    Path missing = folder.resolve("missing");
    PosixException e =
        assertThrows(PosixException.class, () -> Fd.openStorage(missing, OpenFlags.O_RDONLY));
    assertEquals(Errno.ENOENT, e.errno());
    try (Fd fd = Fd.openStorage(Files.createFile(folder.resolve("file")), OpenFlags.O_RDWR)) {
      assertTrue(FileStatus.of(fd).isRegularFile());
    }
  }

  @Test
  void shouldOpenPathsBeyondAscii() throws IOException {
    assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "a JVM in another locale has no such paths");
    Path file = Files.createFile(folder.resolve("Gerät 磁盘"));
    try (Fd fd = Fd.open(file, OpenFlags.O_RDONLY)) {
      assertEquals(file.toString(), fd.name());
    }
  }

  @Test
  void shouldRefuseEveryUseAfterClose() throws IOException {
    Fd fd = Fd.open(Files.createFile(folder.resolve("f")), OpenFlags.O_RDWR);
    fd.close();
    fd.close();
    assertTrue(fd.isClosed());
    assertEquals(Errno.EBADF, assertThrows(PosixException.class, fd::dataSync).errno());
    Segments data = Segments.of(new byte[512]);
    PosixException e =
        assertThrows(PosixException.class, () -> ScatterGather.write(fd, 0, data, 0));
    assertEquals(Errno.EBADF, e.errno());
  }

  @Test
  void shouldKeepItsNumberUntilTheLastCallUnderWayReturns() throws IOException {
    Fd fd = Fd.open(Files.createFile(folder.resolve("f")), OpenFlags.O_RDWR);
    int number = fd.acquire("test");
    fd.close();
    assertTrue(Files.exists(Path.of("/proc/self/fd/" + number)));
    fd.release();
    assertFalse(
        Files.exists(Path.of("/proc/self/fd/" + number))
            && Files.readSymbolicLink(Path.of("/proc/self/fd/" + number))
                .equals(folder.resolve("f")));
  }

  /**
   * Numbers are reused at once, so a call that outlives its descriptor would hit the other file.
   */
  @Test
  void shouldNeverWriteToTheFileThatGetsItsNumberNext() throws Exception {
    Path victim = Files.write(folder.resolve("victim"), new byte[4096]);
    Path target = Files.createFile(folder.resolve("target"));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 300; round++) {
        Fd fd = Fd.open(target, OpenFlags.O_RDWR);
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> writers = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
          writers.add(threads.submit(() -> writeUntilClosed(fd, stop)));
        }
        Future<?> opener = threads.submit(() -> openAndClose(victim, stop));
        fd.close();
        for (Future<?> writer : writers) {
          writer.get();
        }
        stop.set(true);
        opener.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (byte b : Files.readAllBytes(victim)) {
      assertEquals(0, b);
    }
  }

  private static Void writeUntilClosed(Fd fd, AtomicBoolean stop) {
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 1);
    Segments data = Segments.of(ones);
    try {
      while (!stop.get()) {
        ScatterGather.write(fd, 0, data, 0);
      }
    } catch (PosixException e) {
      assertEquals(Errno.EBADF, e.errno());
    }
    return null;
  }

  private static Void openAndClose(Path victim, AtomicBoolean stop) throws IOException {
    while (!stop.get()) {
      Fd.open(victim, OpenFlags.O_RDWR).close();
    }
    return null;
  }
}
