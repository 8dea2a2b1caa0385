package io.sluice.gateway.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  @TempDir Path folder;

  private ConfigurationFile file() {
    return new ConfigurationFile(folder.resolve("io.sluice.lun-disk0.cfg"));
  }

  private static Set<PosixFilePermission> permissions(ConfigurationFile file) throws IOException {
    return Files.getPosixFilePermissions(file.path());
  }

  @Test
  void shouldWriteWhatItReads() throws IOException {
    assertEquals(Optional.empty(), file().content());
    ConfigurationText text = ConfigurationText.empty();
    text.set("handler", "größe");
    file().write(text);
    assertEquals(Optional.of("handler = größe\n"), file().content());
    assertEquals(Optional.of("größe"), file().read().orElseThrow().value("handler"));
  }

  @Test
  void shouldKeepWhoMayReadAFile() throws IOException {
    Files.writeString(file().path(), "# mine\n");
    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-r-----");
    Files.setPosixFilePermissions(file().path(), mine);
    file().write("# still mine\n");
    assertEquals(mine, permissions(file()));
  }

  @Test
  void shouldLetNobodyElseReadSecrets() throws IOException {
    Files.writeString(file().path(), "# for all\n");
    file().writeSecret("initiator a b\n");
    assertEquals(PosixFilePermissions.fromString("rw-------"), permissions(file()));
  }

  @Test
  void shouldLeaveNothingBesideTheFile() throws IOException {
    file().write("a = 1\n");
    ConfigurationFile blocked = new ConfigurationFile(folder.resolve("taken"));
    Files.createDirectories(blocked.path().resolve("by a folder"));
    assertThrows(IOException.class, () -> blocked.write("a = 1\n"));
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(List.of(file().path(), blocked.path()), entries.sorted().toList());
    }
    file().delete();
    assertFalse(file().exists());
    file().delete();
  }
}
