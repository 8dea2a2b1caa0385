package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that can't be read at once, or whose change is not to be seen. */
class UnreadFilesIT {
  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
    gateway.configure("io.sluice.lun-first.cfg", "threads = 2");
    awaitList("first");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private void awaitList(String words) {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .until(() -> shell.execute("lun:list").contains(words));
  }

  /** Where Configuration Admin keeps what is in the file of a logical unit. */
  private Path kept(String lun) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      Path first =
          files.filter(file -> file.toString().endsWith("first.config")).findFirst().orElseThrow();
      String name = first.getFileName().toString();
      return first.resolveSibling(name.replace("first", lun));
    }
  }

  /** As with a full disk: File Install tries once, and drops the file. */
  @Test
  void shouldLoseNoLunThatCannotBeKeptAndServeItWhenItCan() throws Exception {
    Path obstacle = Files.createDirectories(kept("late")).resolve("obstacle");
    Files.createFile(obstacle);
    gateway.configure("io.sluice.lun-late.cfg", "threads = 3");
    awaitList("can't be read");
    assertFalse(gateway.find("late").isPresent());
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    gateway.lun("late");
    await().until(() -> !shell.execute("lun:list").contains("can't be read"));
  }

  /** As files of packages have it, whose times are all the same. */
  @Test
  void shouldReadAFileInPlaceOfAnotherOfTheSameLengthAndTime() throws Exception {
    Path file = gateway.etc().resolve("io.sluice.lun-first.cfg");
    Path other = Files.writeString(gateway.etc().resolve("other"), "threads = 7");
    FileTime time = Files.getLastModifiedTime(file);
    assertEquals(Files.size(file), Files.size(other));
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    await()
        .atMost(TestGateway.PATIENCE)
        .until(() -> shell.execute("lun:info first").matches("(?s).*threads +7.*"));
  }

  @Test
  void shouldReadTheOthersBesideOneThatCouldBeReadForEver() throws Exception {
    Path fifo = gateway.etc().resolve("io.sluice.lun-fifo.cfg");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    awaitList("it is no regular file");
    gateway.configure("io.sluice.lun-second.cfg", "threads = 2");
    gateway.lun("second");
    Files.delete(gateway.etc().resolve("io.sluice.lun-second.cfg"));
    await().atMost(TestGateway.PATIENCE).until(() -> gateway.find("second").isEmpty());
    // File Install waits in it until somebody has written.
    Files.writeString(fifo, "threads = 2");
    Files.delete(fifo);
  }
}
