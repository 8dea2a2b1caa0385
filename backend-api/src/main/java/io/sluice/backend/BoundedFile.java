package io.sluice.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

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
   * @throws IOException when it is not a regular file, is a link that leads nowhere, or is too
   *     long; the message names the file and the reason
   */
  public byte[] read() throws IOException {
    Optional<String> objection = objection(path);
    if (objection.isPresent()) {
      throw new IOException(path + " " + objection.get());
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(longest); // however long it says that it is
      if (in.read() >= 0) {
        throw new IOException(path + " is longer than " + longest + " bytes");
      }
      return content;
    }
  }

  /**
   * Why a file is not to be opened, as a sentence that begins with its name would go on: only a
   * regular file, or a link to one, can be read without waiting for somebody.
   *
   * @return empty when it may be opened, or when nothing has that name
   */
  public static Optional<String> objection(Path path) {
    if (Files.isRegularFile(path)) {
      return Optional.empty();
    }
    if (Files.isDirectory(path)) {
      return Optional.of("is a folder, and no file");
    }
    return Files.exists(path) ? Optional.of("is no regular file") : brokenLink(path);
  }

  private static Optional<String> brokenLink(Path path) {
    try {
      Path target = Files.readSymbolicLink(path);
      return Optional.of(
          isLoop(path)
              ? "is a symbolic link to " + target + " that leads back to itself"
              : "is a symbolic link to " + target + ", which is not there");
    } catch (IOException e) { // no link, and so nothing
      return Optional.empty();
    }
  }

  /** The kernel gives up after so many links (path_resolution(7)), and says no more than that. */
  private static boolean isLoop(Path path) {
    try {
      Path unused = path.toRealPath();
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads the whole file as UTF-8 text. */
  public String readText() throws IOException {
    return new String(read(), StandardCharsets.UTF_8);
  }
}
