package io.sluice.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A small file that is read as a whole, whoever put it there: a FIFO or a device in its place,
 * which could be read for ever, is not opened, and of a file that is too long no more is read than
 * may be.
 *
 * @param path of the file, or of a symbolic link to it
 * @param longest bytes that it may have
 */
public record BoundedFile(Path path, int longest) {
  /** A file of no more than so many bytes. */
  public static BoundedFile of(Path path, int longest) {
    return new BoundedFile(path, longest);
  }

  /**
   * All bytes of it.
   *
   * @throws NoSuchFileException when there is none
   * @throws IOException when it is no regular file, or longer; the message names it and says which
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

  /** The same as text, in UTF-8. */
  public String readText() throws IOException {
    return new String(read(), StandardCharsets.UTF_8);
  }
}
