package io.sluice.backends.overlay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFilesTest {
  @TempDir private Path folder;

  @Test
  void shouldBeginAnewAndDeleteAfterTheLastUserOnly() throws IOException {
    Path file = Files.createFile(folder.resolve("scratch.qcow2"));
    ScratchFiles.begin(file);
    assertFalse(Files.exists(file), "of a gateway that was killed");
    Files.createFile(file);
    ScratchFiles.begin(file);
    ScratchFiles.end(file);
    assertTrue(Files.exists(file), "its configuration has come back");
    ScratchFiles.end(file);
    assertFalse(Files.exists(file));
  }
}
