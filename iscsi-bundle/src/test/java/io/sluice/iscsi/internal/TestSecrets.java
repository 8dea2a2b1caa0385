package io.sluice.iscsi.internal;

import io.sluice.iscsi.internal.login.ChapSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files of secrets for tests. */
public final class TestSecrets {
  private TestSecrets() {}

  /** Writes a file that only its owner may read. */
  public static Path write(Path file, String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Secrets that stay as they are. */
  public static ChapSecrets of(String... lines) throws IOException {
    Path file = Files.createTempFile("sluice", ".secrets");
    try {
      return ChapSecrets.read(write(file, lines));
    } finally {
      Files.delete(file);
    }
  }
}
