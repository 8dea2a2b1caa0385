package io.sluice.gateway.configuration;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file of {@code etc/}. Whoever reads it finds the old text or the new one, also after a loss of
 * power, and never a part of either.
 *
 * @param path of the file, which need not exist
 */
public record ConfigurationFile(Path path) {
  private static final int LONGEST = 4 << 20;
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /** Its text; empty where there is no such file. */
  public Optional<ConfigurationText> read() throws IOException {
    return content().map(ConfigurationText::parse);
  }

  /**
   * What it holds, to the letter; empty where there is no such file.
   *
   * @throws IOException also when it is no regular file, or longer than any that a person writes
   */
  public Optional<String> content() throws IOException {
    try {
      return Optional.of(decoded(BoundedFile.of(path, LONGEST).read()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String decoded(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }

  /** Whether there is such a file. */
  public boolean exists() {
    return Files.exists(path);
  }

  /** Writes the text; the file keeps who may read it. */
  public void write(ConfigurationText text) throws IOException {
    write(text.toString());
  }

  /** Writes what {@link #content} gave; the file keeps who may read it. */
  public void write(String content) throws IOException {
    replace(content, exists() ? Files.getPosixFilePermissions(path) : PLAIN);
  }

  /** Writes what only the file's owner may read: secrets. */
  public void writeSecret(String content) throws IOException {
    replace(content, OWNER_ONLY);
  }

  /** Deletes the file, where there is one. */
  public void delete() throws IOException {
    new AtomicFile(path).delete();
  }

  private void replace(String content, Set<PosixFilePermission> permissions) throws IOException {
    // What is written beside does not end in .cfg, so File Install does not take it up.
    new AtomicFile(path).write(content.getBytes(StandardCharsets.UTF_8), permissions);
  }

  /** The file's name. */
  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}
