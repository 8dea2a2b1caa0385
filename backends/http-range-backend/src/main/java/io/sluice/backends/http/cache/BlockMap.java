package io.sluice.backends.http.cache;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Which blocks of a content are in a file, and the checksum of each, in a file of its own:
 *
 * <pre>
 *    0  "SLUICEHC"                    magic
 *    8  int 1                         version
 *   12  int                           bytes in a block
 *   16  long                          bytes in the content
 *   24  int n, n bytes of UTF-8       which content
 *   24 + 4 + n  int                   CRC-32C of all before it
 * 4096 + 8 b    int, int              block b: its CRC-32C, and the entry's own; both 0: not there
 * </pre>
 *
 * An entry is written after its block was. Whatever a crash leaves, a block without a sound entry,
 * or whose bytes do not have the entry's checksum, is not there.
 */
final class BlockMap implements Closeable {
  private static final byte[] MAGIC = "SLUICEHC".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = 4096;
  private static final int ENTRY = 8;
  private static final int READ_AT_ONCE = 64 << 10;

  private final FileChannel file;
  private final SparseBits present = new SparseBits();

  private BlockMap(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens a map, or begins a new one where there is none that is sound and of this content.
   *
   * @param blocks how many the content has
   */
  static BlockMap open(Path path, String content, long length, int blockSize, long blocks)
      throws IOException {
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      ByteBuffer header = header(content, length, blockSize);
      BlockMap map = new BlockMap(file);
      if (header.equals(readHeader(file))) {
        map.readEntries(blocks);
      } else {
        file.truncate(0);
        writeFully(file, header, 0);
      }
      return map;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ByteBuffer header(String content, long length, int blockSize) throws IOException {
    byte[] name = content.getBytes(StandardCharsets.UTF_8);
    if (name.length > HEADER / 2) {
      throw new IOException("the name of the content is too long for the disk cache: " + content);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.put(MAGIC).putInt(VERSION).putInt(blockSize).putLong(length);
    header.putInt(name.length).put(name);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, header.position());
    header.putInt((int) crc.getValue());
    return header.rewind();
  }

  private static ByteBuffer readHeader(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    while (header.hasRemaining() && file.read(header, header.position()) > 0) {}
    return header.flip();
  }

  private void readEntries(long blocks) throws IOException {
    ByteBuffer entries = ByteBuffer.allocate(READ_AT_ONCE);
    long block = 0;
    while (block < blocks) {
      entries.clear();
      int got = file.read(entries, HEADER + block * ENTRY);
      if (got < ENTRY) {
        return;
      }
      entries.flip();
      for (; entries.remaining() >= ENTRY && block < blocks; block++) {
        int crc = entries.getInt();
        if (entries.getInt() == check(block, crc)) {
          present.set(block);
        }
      }
    }
  }

  /** Never 0, so that an entry of zeroes is none. */
  private static int check(long block, int crc) {
    CRC32C check = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    check.update(bytes.putLong(block).putInt(crc).flip());
    return (int) check.getValue() | 1;
  }

  static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  synchronized boolean has(long block) {
    return present.get(block);
  }

  synchronized long count() {
    return present.count();
  }

  /** The first block from there on that is there; -1 where there is none. */
  synchronized long next(long from) {
    return present.next(from);
  }

  /** The first block from there on that is not there. */
  synchronized long nextMissing(long from) {
    return present.nextMissing(from);
  }

  /** Whether the bytes are those that were put there. */
  boolean confirms(long block, byte[] bytes) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY);
    while (entry.hasRemaining()) {
      if (file.read(entry, HEADER + block * ENTRY + entry.position()) < 0) {
        throw new EOFException("the map of the disk cache was cut off");
      }
    }
    int crc = entry.flip().getInt();
    return entry.getInt() == check(block, crc) && crc == crc(bytes);
  }

  /** After the block was written. Returns whether it was not there before. */
  boolean add(long block, byte[] bytes) throws IOException {
    int crc = crc(bytes);
    ByteBuffer entry = ByteBuffer.allocate(ENTRY).putInt(crc).putInt(check(block, crc)).flip();
    writeFully(file, entry, HEADER + block * ENTRY);
    synchronized (this) {
      boolean before = present.get(block);
      present.set(block);
      return !before;
    }
  }

  /** Before the block is given up. Returns whether it was there. */
  boolean remove(long block) throws IOException {
    synchronized (this) {
      if (!present.get(block)) {
        return false;
      }
      present.clear(block);
    }
    writeFully(file, ByteBuffer.allocate(ENTRY), HEADER + block * ENTRY);
    return true;
  }

  static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long offset = at;
    while (bytes.hasRemaining()) {
      offset += file.write(bytes, offset);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
