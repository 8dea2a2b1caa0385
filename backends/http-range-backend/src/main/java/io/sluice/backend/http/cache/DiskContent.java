package io.sluice.backend.http.cache;

import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blocks of one content on disk: a sparse file and its map. Thread-safe; blocks for I/O. */
public final class DiskContent {
  private static final Logger LOG = LoggerFactory.getLogger(DiskContent.class);

  private final DiskCache cache;
  private final String key;
  private final long length;
  private final int blockSize;
  private final FileChannel data;
  private final Fd holes;
  private final BlockMap map;
  private final LongAdder damaged = new LongAdder();

  /** Blocks that were read since the hand came by: of those that are there, the others go first. */
  private final SparseBits used = new SparseBits();

  private long hand;
  private int users;

  DiskContent(DiskCache cache, Path folder, Key name) throws IOException {
    this.cache = cache;
    key = name.key();
    length = name.length();
    blockSize = name.blockSize();
    Path path = folder.resolve(key + DiskCache.DATA);
    data =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Fd opened = null;
    try {
      opened = Fd.openStorage(path, OpenFlags.O_RDWR);
      map =
          BlockMap.open(
              folder.resolve(key + DiskCache.MAP), name.text(), length, blockSize, name.blocks());
      holes = opened;
    } catch (IOException | RuntimeException e) {
      data.close();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
  }

  /**
   * Which content.
   *
   * @param key names its files
   * @param text for a person, and to tell it from others
   * @param length bytes
   * @param blockSize bytes in a block
   */
  public record Key(String key, String text, long length, int blockSize) {
    long blocks() {
      return blocks(length, blockSize);
    }

    private static long blocks(long length, int blockSize) {
      return (length + blockSize - 1) / blockSize;
    }
  }

  String key() {
    return key;
  }

  boolean has(long block) {
    return map.has(block);
  }

  /** The first block from there on that is not there; past the content's end where all are. */
  public long nextMissing(long from) {
    return map.nextMissing(from);
  }

  /** Bytes of its blocks on disk. */
  public long size() {
    return map.count() * blockSize;
  }

  /** Blocks whose checksum was wrong. */
  public long damaged() {
    return damaged.sum();
  }

  /** The block as it was put there; null where it is not there, or not as it was put there. */
  byte[] read(long block) {
    if (!map.has(block)) {
      return null;
    }
    byte[] bytes = new byte[lengthOf(block)];
    try {
      ByteBuffer into = ByteBuffer.wrap(bytes);
      while (into.hasRemaining() && data.read(into, block * blockSize + into.position()) > 0) {}
      if (!into.hasRemaining() && map.confirms(block, bytes)) {
        markUsed(block);
        return bytes;
      }
    } catch (IOException e) {
      LOG.warn("the disk cache can't be read: {}", e.toString());
    }
    if (map.has(block)) { // else it has been given up meanwhile
      damaged.increment();
      giveUp(block);
    }
    return null;
  }

  private int lengthOf(long block) {
    return (int) Math.min(blockSize, length - block * blockSize);
  }

  private synchronized void markUsed(long block) {
    used.set(block);
  }

  /** Puts a block there, if there is room. Returns whether there was. */
  boolean write(long block, byte[] bytes) {
    if (map.has(block)) {
      return true;
    }
    if (!cache.reserve(blockSize)) {
      return false;
    }
    boolean isNew = false;
    try {
      BlockMap.writeFully(data, ByteBuffer.wrap(bytes), block * blockSize);
      isNew = map.add(block, bytes);
      return true;
    } catch (IOException e) {
      cache.full(e);
      return false;
    } finally {
      if (!isNew) {
        cache.release(blockSize);
      }
    }
  }

  /**
   * Gives up the block that has not been used for longest, roughly. Returns whether there was one.
   */
  boolean evict() {
    long block = nextVictim();
    if (block < 0) {
      return false;
    }
    giveUp(block);
    return true;
  }

  private synchronized long nextVictim() {
    for (int round = 0; round < 3; ) {
      long block = map.next(hand);
      if (block < 0) {
        round++;
        hand = 0;
      } else {
        hand = block + 1;
        if (!used.get(block)) {
          return block;
        }
        used.clear(block);
      }
    }
    return -1;
  }

  private void giveUp(long block) {
    try {
      if (map.remove(block)) {
        cache.release(blockSize);
        FileSpace.punchHole(holes, block * blockSize, blockSize);
      }
    } catch (IOException e) {
      LOG.debug("a block of the disk cache keeps its space: {}", e.toString());
    }
  }

  synchronized void addUser() {
    users++;
  }

  /** Returns whether nobody uses it any more. */
  synchronized boolean removeUser() {
    return --users == 0;
  }

  /** Lets go of it; the blocks stay. */
  public void release() {
    cache.close(this);
  }

  void close() {
    try (data;
        holes;
        map) {
      LOG.debug("{} is closed", key);
    } catch (IOException e) {
      LOG.debug("closing the disk cache: {}", e.toString());
    }
  }
}
