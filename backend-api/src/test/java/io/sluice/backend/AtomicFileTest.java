package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;
  private AtomicFile file;

  @BeforeEach
  void name() {
    file = new AtomicFile(folder.resolve("kept"));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldReplaceWhatWasThereAndLeaveNothingBeside() throws IOException {
    file.write(new byte[] {1, 2, 3});
    file.write(new byte[] {4});
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file.path()));
    assertEquals(List.of("kept"), names());
    file.delete();
    file.delete();
    assertEquals(List.of(), names());
  }

  @Test
  void shouldUseAgainWhatAKilledWriterHasLeft() throws IOException {
    Files.write(folder.resolve(".kept.new"), new byte[100]);
    file.write(new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file.path()));
    assertEquals(List.of("kept"), names());
  }

  @Test
  void shouldLeaveItAsItWasWhereItCanNotBeReplaced() throws IOException {
    Files.createDirectories(file.path().resolve("in the way"));
    var owner = PosixFilePermissions.fromString("rw-------");
    assertThrows(IOException.class, () -> file.write(new byte[] {1}, owner));
    assertTrue(Files.isDirectory(file.path()));
    assertEquals(List.of("kept"), names());
  }

  @Test
  void shouldHaveThePermissionsAndTheContentOfOneOfManyWriters() throws IOException {
    var owner = PosixFilePermissions.fromString("rw-------");
    CompletableFuture<?>[] writers =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          byte[] content = new byte[1000];
                          java.util.Arrays.fill(content, (byte) i);
                          try {
                            file.write(content, owner);
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        }))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(writers).join();
    byte[] content = Files.readAllBytes(file.path());
    assertEquals(1000, content.length);
    for (byte each : content) {
      assertEquals(content[0], each);
    }
    assertEquals(owner, Files.getPosixFilePermissions(file.path()));
    assertEquals(List.of("kept"), names());
  }
}
