package io.sluice.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A small file that can be read as a whole even if its author is not trusted: a FIFO or a device in
 * its place, which could be read for ever, is not opened, and no more than the limit is read of a
 * file that is too long.
 *
 * @param path the file, or a symbolic link to it
 * @param longest the largest permitted size, in bytes
 */
public record BoundedFile(Path path, int longest) {
  /** A file of at most {@code longest} bytes. */
  public static BoundedFile of(Path path, int longest) {
    return new BoundedFile(path, longest);
  }

  /**
   * Reads the whole file.
   *
   * @throws NoSuchFileException when the file does not exist
   * @throws IOException when it is not a regular file, or is too long; the message names the file
   *     and the reason
   */
  public byte[] read() throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is no regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(longest); // however long it says that it is
      if (in.read() >= 0) {
        throw new IOException(path + " is longer than " + longest + " bytes");
      }
      return content;
    }
  }

  /** Reads the whole file as UTF-8 text. */
  public String readText() throws IOException {
    return new String(read(), StandardCharsets.UTF_8);
  }
}
