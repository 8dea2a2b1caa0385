package io.sluice.backends.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Prerequisite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
  @TempDir Path folder;
  private FileSpec spec;

  /** What another process runs: holds the file until its standard input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (BlockStore store = new FileVolume(FileSpec.of(Path.of(args[0]))).open()) {
        System.out.println("holds " + store.size());
        while (System.in.read() >= 0) {
          // what it says does not matter
        }
      }
    }
  }

  @BeforeEach
  void createFile() throws IOException {
    spec = FileSpec.of(Files.write(folder.resolve("disk.img"), new byte[4096]));
  }

  private static void assertInUse(FileSpec second) {
    IOException e = assertThrows(IOException.class, () -> new FileVolume(second).open());
    assertTrue(e.getMessage().contains("is in use"), e.getMessage());
  }

  @Test
  void shouldRefuseASecondOpenerInThisProcess() throws IOException {
    FileVolume volume = new FileVolume(spec);
    try (BlockStore store = volume.open()) {
      assertInUse(spec);
      assertInUse(spec.asReadOnly());
      Files.readAllBytes(spec.path()); // would release a lock of FileChannel's kind
      volume.probe();
      assertInUse(spec);
      assertEquals(4096, store.size());
    }
    volume.open().close();
  }

  @Test
  void shouldShareWhatIsReadOnly() throws IOException {
    try (BlockStore one = new FileVolume(spec.asReadOnly()).open();
        BlockStore two = new FileVolume(spec.asReadOnly()).open()) {
      assertEquals(one.size(), two.size());
      assertInUse(spec);
    }
  }

  @Test
  void shouldLetQemuReadWhatIsReadOnlyAndNothingElse() throws Exception {
    Prerequisite.require(
        Files.isExecutable(Path.of("/usr/bin/qemu-io")), "qemu-io (Debian package qemu-utils)");
    String[] read = {"qemu-io", "-f", "raw", "-r", "-c", "read 0 512", spec.path().toString()};
    try (BlockStore store = new FileVolume(spec.asReadOnly()).open()) {
      assertTrue(Machine.run(read), () -> "beside " + store);
    }
    try (BlockStore store = new FileVolume(spec).open()) {
      assertFalse(Machine.run(read), () -> "beside " + store);
    }
  }

  @Test
  void shouldRefuseWhatAnotherProcessHoldsUntilThatIsKilled() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Holder.class.getName(),
                spec.path().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
      String line;
      do {
        line = said.readLine();
      } while (line != null && !line.equals("holds 4096"));
      assertEquals("holds 4096", line);
      assertInUse(spec);
      assertInUse(spec.asReadOnly());
      assertEquals(4096, new FileVolume(spec).probe().geometry().size());
    } finally {
      other.destroyForcibly().waitFor();
    }
    new FileVolume(spec).open().close();
  }
}
