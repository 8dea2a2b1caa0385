package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedFileTest {
  @TempDir Path folder;

  private String refusal(Path file) {
    return assertThrows(IOException.class, () -> BoundedFile.of(file, 3).read()).getMessage();
  }

  @Test
  void shouldReadAFileAndALinkToOne() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "abc");
    assertEquals("abc", BoundedFile.of(file, 3).readText());
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
    assertEquals("abc", BoundedFile.of(link, 3).readText());
    assertEquals(Optional.empty(), BoundedFile.objection(link));
    Files.writeString(file, "abcd");
    assertEquals(file + " is longer than 3 bytes", refusal(file));
  }

  @Test
  void shouldTellWhatItIsThatCannotBeRead() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertEquals(fifo + " is no regular file", refusal(fifo));
    assertEquals(folder + " is a folder, and no file", refusal(folder));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    assertEquals(
        dangling + " is a symbolic link to nowhere, which is not there", refusal(dangling));
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertEquals(loop + " is a symbolic link to loop that leads back to itself", refusal(loop));
    Path none = folder.resolve("none");
    assertThrows(NoSuchFileException.class, () -> BoundedFile.of(none, 3).read());
    assertEquals(Optional.empty(), BoundedFile.objection(none));
  }
}
