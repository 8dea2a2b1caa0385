package io.sluice.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path folder;

  /** The line editor warns, into the prompt, of a file that others can read. */
  @Test
  void shouldBeItsOwnersAlone() throws IOException {
    Path file = HistoryFile.ownerOnly(folder.resolve("history"));
    assertEquals("rw-------", permissionsOf(file));
    Files.writeString(file, "lun:list\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    HistoryFile.ownerOnly(file);
    assertEquals("rw-------", permissionsOf(file));
    assertEquals("lun:list\n", Files.readString(file));
  }

  private static String permissionsOf(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
