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
 * A file in {@code etc/}. A reader finds the old text or the new one, never a part of either, even
 * after a power failure.
 *
 * @param path the file's path; the file need not exist
 */
public record ConfigurationFile(Path path) {
  private static final int LONGEST = 4 << 20;
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /** The file's text; empty if the file does not exist. */
  public Optional<ConfigurationText> read() throws IOException {
    return content().map(ConfigurationText::parse);
  }

  /**
   * The file's exact content; empty if the file does not exist.
   *
   * @throws IOException also if it is not a regular file, or is longer than any file that a person
   *     writes
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

  /** Whether the file exists. */
  public boolean exists() {
    return Files.exists(path);
  }

  /** Writes the text; the file's read permissions do not change. */
  public void write(ConfigurationText text) throws IOException {
    write(text.toString());
  }

  /** Writes content returned by {@link #content}; the file's read permissions do not change. */
  public void write(String content) throws IOException {
    replace(content, exists() ? Files.getPosixFilePermissions(path) : PLAIN);
  }

  /** Writes secrets, which only the file's owner may read. */
  public void writeSecret(String content) throws IOException {
    replace(content, OWNER_ONLY);
  }

  /** Deletes the file if it exists. */
  public void delete() throws IOException {
    new AtomicFile(path).delete();
  }

  private void replace(String content, Set<PosixFilePermission> permissions) throws IOException {
    // The temporary file's name does not end in .cfg, so File Install ignores it.
    new AtomicFile(path).write(content.getBytes(StandardCharsets.UTF_8), permissions);
  }

  /** The file's name. */
  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}
