package io.sluice.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A small file that is replaced as a whole, never modified in place: a reader finds either all of
 * the old content or all of the new, even after the machine's death. The new content is written to
 * a file beside it, forced, and renamed, and then the folder is forced.
 *
 * @param path where the file is; its folder must exist when the file is written
 */
public record AtomicFile(Path path) {
  /**
   * Replaces the content. When this returns, the new content survives the machine's death. Only one
   * writer at a time: the temporary file that a killed writer left behind is used again.
   *
   * @throws IOException when writing failed; the file holds all of the old content, or, if only
   *     forcing the folder failed, all of the new, which may not survive the machine's death
   */
  public void write(byte[] content) throws IOException {
    Path beside = folder().resolve("." + path.getFileName() + ".new");
    force(
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING),
        content);
    replaceBy(beside);
  }

  /**
   * Replaces the content as {@link #write(byte[])} does, but any number of writers may do so at
   * once; the last one wins.
   *
   * @param permissions of the new file, from its first byte on
   */
  public void write(byte[] content, Set<PosixFilePermission> permissions) throws IOException {
    Path beside = Files.createTempFile(folder(), "." + path.getFileName(), ".new");
    try {
      Files.setPosixFilePermissions(beside, permissions);
      force(FileChannel.open(beside, StandardOpenOption.WRITE), content);
      replaceBy(beside);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Deletes the file if it exists; the deletion too survives the machine's death. */
  public void delete() throws IOException {
    if (Files.deleteIfExists(path)) {
      forceFolder();
    }
  }

  private Path folder() {
    return path.toAbsolutePath().getParent();
  }

  private static void force(FileChannel channel, byte[] content) throws IOException {
    try (channel) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void replaceBy(Path beside) throws IOException {
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  /** A name in a folder is durable only once the folder is. */
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
