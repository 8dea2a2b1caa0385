package io.sluice.backends.seekable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes that outlive the gateway: a file for each, bounded in all, of which those that were used
 * longest ago go. What can't be kept or read is built again. Thread-safe.
 */
public final class IndexFolder {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFolder.class);
  private static final String SUFFIX = ".index";
  private static final String TEMPORARY = ".new";
  private static final int MOST_FILES = 1000;

  private final Path folder;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile long bound;

  /**
   * @param bound bytes of all files
   * @throws IOException when there can't be such a folder
   */
  public IndexFolder(Path folder, long bound) throws IOException {
    this.folder =
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.bound = bound;
    prune();
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** From the next index on. */
  public void setBound(long bytes) {
    bound = bytes;
  }

  private Path fileOf(IndexKey key) {
    return folder.resolve(key.fileName() + SUFFIX);
  }

  /** What was kept, if it is sound. */
  Optional<SeekIndex> load(IndexKey key) {
    Path path = fileOf(key);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) { // a FIFO would be waited in
      return Optional.empty();
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      SeekIndex index = IndexCodec.read(file, key);
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
      return Optional.of(index);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.info("{}: is built again: {}", path, e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps an index, or says once why it can't. */
  synchronized void save(IndexKey key, SeekIndex index) {
    Path temporary = folder.resolve(key.fileName() + TEMPORARY);
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel file =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ)) {
        IndexCodec.write(file, key, index);
        file.force(true);
      }
      Files.move(temporary, fileOf(key), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
      told.set(false);
      prune();
    } catch (IOException e) {
      if (told.compareAndSet(false, true)) {
        LOG.warn(
            "{}: an index can't be kept, and is built anew at the next start: {}",
            folder,
            e.toString());
      }
      delete(temporary);
    }
  }

  private record Kept(Path path, long bytes, FileTime used) {}

  private void prune() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : (Iterable<Path>) files::iterator) {
        String name = path.getFileName().toString();
        if (name.endsWith(TEMPORARY)) {
          delete(path); // of one that was killed
        } else if (name.endsWith(SUFFIX)) {
          look(path).ifPresent(kept::add);
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::used));
    long bytes = kept.stream().mapToLong(Kept::bytes).sum();
    int count = kept.size();
    for (Kept file : kept) {
      if (bytes <= bound && count <= MOST_FILES) {
        return;
      }
      delete(file.path);
      bytes -= file.bytes;
      count--;
    }
  }

  private static Optional<Kept> look(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(new Kept(path, attributes.size(), attributes.lastModifiedTime()));
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("{}", e.toString());
    }
  }
}
