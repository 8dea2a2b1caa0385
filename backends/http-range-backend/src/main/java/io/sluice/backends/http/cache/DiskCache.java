package io.sluice.backends.http.cache;

import io.sluice.posix.Fd;
import io.sluice.posix.FileStatus;
import io.sluice.posix.NotStorageException;
import io.sluice.posix.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks of all contents in a folder, bounded. When it is full, contents that nobody uses go first,
 * the longest unused of them, then single blocks. When the disk is full, or the folder can't be
 * used, nothing more is kept for a while, and all goes on without. Thread-safe; blocks for I/O.
 */
public final class DiskCache {
  static final String DATA = ".data";
  static final String MAP = ".map";

  /**
   * Of a content, in bytes: half of what ext4 can have in a file. A server may say that it has any
   * number of bytes, and where they are decides how long the map's file is.
   */
  private static final long LARGEST = 8L << 40;

  private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path folder;
  private final Map<String, DiskContent> open = new HashMap<>();

  /** Bytes of blocks in contents that are closed, by their keys. */
  private final Map<String, Long> closed = new HashMap<>();

  private long bound;
  private long used;
  private long pausedUntil;
  private boolean isPaused;

  /**
   * @param folder is made where there is none
   * @param bound bytes, at the most
   * @throws IOException when the folder can't be used
   */
  public DiskCache(Path folder, long bound) throws IOException {
    this.folder = folder;
    this.bound = bound;
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    takeStock();
  }

  private synchronized void takeStock() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(DATA)) {
        String key = name.substring(0, name.length() - DATA.length());
        long size = allocated(file);
        closed.put(key, size);
        used += size;
      }
    }
  }

  private static long allocated(Path file) throws IOException {
    try (Fd fd = Fd.openStorage(file, OpenFlags.O_RDONLY)) {
      return FileStatus.of(fd).allocated();
    } catch (NotStorageException e) {
      return 0; // no file of ours; its volume is told so when it is opened
    }
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Bytes, at the most. */
  public synchronized void setBound(long bytes) {
    bound = bytes;
    makeRoom(0);
  }

  public synchronized long bound() {
    return bound;
  }

  /** Bytes of all blocks now. */
  public synchronized long used() {
    return used;
  }

  /**
   * The blocks of a content, with those of former times. To be released.
   *
   * @throws IOException when its files can't be used
   */
  public synchronized DiskContent open(DiskContent.Key key) throws IOException {
    if (key.length() > LARGEST) {
      throw new IOException(
          "it says that it has %d bytes, and what has more than %d is not kept on disk"
              .formatted(key.length(), LARGEST));
    }
    DiskContent content = open.get(key.key());
    if (content == null) {
      content = new DiskContent(this, folder, key);
      used -= closed.getOrDefault(key.key(), 0L);
      closed.remove(key.key());
      used += content.size();
      open.put(key.key(), content);
    }
    content.addUser();
    return content;
  }

  synchronized void close(DiskContent content) {
    if (content.removeUser()) {
      open.remove(content.key());
      closed.put(content.key(), content.size());
      content.close();
      try {
        Files.setLastModifiedTime(
            folder.resolve(content.key() + MAP), FileTime.from(Instant.now()));
      } catch (IOException e) {
        LOG.debug("when it was used last can't be kept: {}", e.toString());
      }
    }
  }

  /** Makes room for a block. Returns false when none is to be had. */
  synchronized boolean reserve(int bytes) {
    if (isPaused && System.nanoTime() - pausedUntil < 0) {
      return false;
    }
    isPaused = false;
    if (!makeRoom(bytes)) {
      return false;
    }
    used += bytes;
    return true;
  }

  synchronized void release(int bytes) {
    used -= bytes;
  }

  /** The disk can't take more: it is left alone for a while. */
  synchronized void full(IOException reason) {
    if (!isPaused) {
      LOG.warn(
          "{}: what is fetched is not kept on disk for {} s: {}",
          folder,
          TimeUnit.NANOSECONDS.toSeconds(PAUSE_NANOS),
          reason.getMessage());
    }
    isPaused = true;
    pausedUntil = System.nanoTime() + PAUSE_NANOS;
  }

  private boolean makeRoom(long bytes) {
    while (used + bytes > bound) {
      if (!closed.isEmpty()) {
        delete(longestUnused());
      } else if (open.values().stream().noneMatch(DiskContent::evict)) {
        return false;
      }
    }
    return true;
  }

  private String longestUnused() {
    return closed.keySet().stream().min(Comparator.comparing(this::lastUse)).orElseThrow();
  }

  private FileTime lastUse(String key) {
    try {
      return Files.getLastModifiedTime(folder.resolve(key + MAP));
    } catch (IOException e) {
      return FileTime.from(Instant.EPOCH);
    }
  }

  /** The map first: without it, the data is nothing. */
  private void delete(String key) {
    used -= closed.remove(key);
    for (String suffix : List.of(MAP, DATA)) {
      try {
        Files.delete(folder.resolve(key + suffix));
      } catch (NoSuchFileException e) {
        LOG.debug("{} is gone already", key);
      } catch (IOException e) {
        LOG.warn("{}: {} can't be deleted: {}", folder, key + suffix, e.toString());
      }
    }
  }
}
