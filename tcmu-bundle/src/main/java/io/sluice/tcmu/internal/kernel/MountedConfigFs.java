package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's own. What it refuses is told with the attribute and the value. */
public final class MountedConfigFs implements ConfigFs {
  private final Path root;

  /**
   * @param root {@code /sys/kernel/config/target}
   */
  public MountedConfigFs(Path root) {
    this.root = root;
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  @Override
  public void makeDirectory(Path path) throws IOException {
    Files.createDirectory(root.resolve(path));
  }

  @Override
  public void removeDirectory(Path path) throws IOException {
    Files.delete(root.resolve(path));
  }

  @Override
  public String read(Path attribute) throws IOException {
    return Files.readString(root.resolve(attribute), StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void write(Path attribute, String value) throws IOException {
    write(attribute, value, "'" + value + "'");
  }

  @Override
  public void writeSecret(Path attribute, String value) throws IOException {
    write(attribute, value, "the secret");
  }

  private void write(Path attribute, String value, String told) throws IOException {
    Path file = root.resolve(attribute);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IOException("can't write " + told + " to " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void link(Path link, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(link), root.resolve(target));
  }

  @Override
  public boolean isLink(Path path) {
    return Files.isSymbolicLink(root.resolve(path));
  }

  @Override
  public Path linkTarget(Path link) throws IOException {
    Path real = root.resolve(link).toRealPath();
    return root.toRealPath().relativize(real);
  }

  @Override
  public void unlink(Path link) throws IOException {
    Files.delete(root.resolve(link));
  }
}
