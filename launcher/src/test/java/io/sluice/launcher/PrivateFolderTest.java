package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir Path base;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Path open(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void shouldBeMadeForItsOwnerAlone() throws IOException {
    Path folder = base.resolve("var");
    new PrivateFolder(folder).prepare();
    assertEquals("rwx------", mode(folder));
  }

  @Test
  void shouldCloseWhatAnEarlierGatewayLeftOpen() throws IOException {
    Path folder = open(Files.createDirectory(base.resolve("var")), "rwxr-xr-x");
    Path inner = open(Files.createDirectory(folder.resolve("framework")), "rwxrwxrwx");
    Path file = open(Files.writeString(inner.resolve("signed-url"), "x"), "rw-rw-r--");
    Path program = open(Files.writeString(inner.resolve("library.so"), "x"), "rwxr-xr-x");
    new PrivateFolder(folder).prepare();
    assertEquals("rwx------", mode(folder));
    assertEquals("rwx------", mode(inner));
    assertEquals("rw-------", mode(file));
    assertEquals("rwx------", mode(program));
  }

  @Test
  void shouldFollowNoLinkOutOfIt() throws IOException {
    Path outside = open(Files.writeString(base.resolve("outside"), "x"), "rw-r--r--");
    Path folder = Files.createDirectory(base.resolve("var"));
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("nowhere"), base.resolve("gone"));
    new PrivateFolder(folder).prepare();
    assertEquals("rw-r--r--", mode(outside));
    assertFalse(Files.exists(base.resolve("gone")));
  }

  @Test
  void shouldCloseTheFolderThatALinkLeadsTo() throws IOException {
    Path elsewhere = open(Files.createDirectory(base.resolve("elsewhere")), "rwxr-xr-x");
    Files.createSymbolicLink(base.resolve("var"), elsewhere);
    new PrivateFolder(base.resolve("var")).prepare();
    assertEquals("rwx------", mode(elsewhere));
  }
}
