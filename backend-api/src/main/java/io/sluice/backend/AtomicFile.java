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
 * A small file that is replaced as a whole, never changed: whoever reads it finds all that was in
 * it before or all that is in it now, also after the machine's death. It is written beside, forced,
 * renamed, and its folder is forced.
 *
 * @param path where it is; its folder must exist when it is written
 */
public record AtomicFile(Path path) {
  /**
   * Replaces it. When this returns, the content survives the machine's death. One writer at a time:
   * what a writer that was killed has left beside is used again.
   *
   * @throws IOException when it is as it was before
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
   * The same for any number of writers, of which the last one wins.
   *
   * @param permissions that it has then, from the first byte on
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

  /** Deletes it, where it is; that too survives the machine's death. */
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

  /** A name in a folder lasts only once the folder does. */
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
