package io.sluice.backends.memory;

import io.sluice.backend.AtomicWrites;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sparse RAM disk. Takes memory as it is written to, outside the Java heap, and keeps its content
 * as long as this object is there, also while it is closed. When the process ends, all is lost.
 */
public final class MemoryVolume implements Volume {
  /** The largest there can be. */
  public static final long LARGEST = 1L << 50;

  /** An atomic write keeps all others waiting. Bytes. */
  private static final int LONGEST_ATOMIC_WRITE = 1 << 20;

  /** A multiple of every block size. */
  private static final int ATOMIC_UNIT = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(MemoryVolume.class);

  private final AtomicBoolean open = new AtomicBoolean();
  private final MemoryContent content;
  private final ChunkMemory memory;
  private volatile VolumeInfo info;
  private boolean discarded;

  /**
   * @param name for a person
   * @param size bytes, a multiple of the block size, more than 0
   * @param blockSize bytes in a block: 512, 1024, 2048 or 4096
   * @throws IllegalArgumentException when the message tells what is wrong with a value
   */
  public MemoryVolume(String name, long size, int blockSize) {
    this(name, size, blockSize, ChunkMemory.OF_JVM);
  }

  MemoryVolume(String name, long size, int blockSize, ChunkMemory memory) {
    requireSize(size, blockSize);
    this.memory = memory;
    content = new MemoryContent(memory);
    // Another object is another disk, although its name and size are the same.
    String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    info =
        new VolumeInfo(
            Geometry.ofSize(size, blockSize),
            Capabilities.builder()
                .volatileContent(true)
                .discard(Chunk.SIZE, true)
                .atomicWrites(new AtomicWrites(LONGEST_ATOMIC_WRITE, ATOMIC_UNIT, ATOMIC_UNIT))
                .build(),
            "RAM disk " + name + " (" + unique + ")");
  }

  private static void requireSize(long size, int blockSize) {
    if (size <= 0 || size % blockSize != 0 || size > LARGEST) {
      throw new IllegalArgumentException(
          "size = %d: is a multiple of the block size, %d bytes, and at most 1P"
              .formatted(size, blockSize));
    }
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  /** {@inheritDoc} One store at a time. */
  @Override
  public BlockStore open() throws IOException {
    if (!open.compareAndSet(false, true)) {
      throw new IOException(info.identity() + " is in use by another handler");
    }
    if (info.geometry().size() > memory.limit()) {
      LOG.warn(
          "{} has {} MiB, of which only {} can be filled: all RAM disks together may have that much."
              + " -XX:MaxDirectMemorySize sets it",
          info.identity(),
          info.geometry().size() >> 20,
          memory.limit() >> 20);
    }
    return new MemoryStore(this, content);
  }

  /** Whether nothing is in it but zeroes. */
  boolean isEmpty() {
    return content.isEmpty();
  }

  /** Whether it is open, or holds data for when it is opened again. */
  boolean isInUse() {
    return open.get() || !isEmpty();
  }

  /** Makes it larger, also while it is open; what is gained reads as zero. */
  void grow(long size) {
    int blockSize = info.geometry().blockSize();
    requireSize(size, blockSize);
    info = new VolumeInfo(Geometry.ofSize(size, blockSize), info.capabilities(), info.identity());
  }

  synchronized void closed() {
    open.set(false);
    if (discarded) {
      content.truncate(0);
    }
  }

  /**
   * Gives all its memory back, when it is closed, since others may stand on it; it reads as zero
   * from then on.
   */
  synchronized void discard() {
    discarded = true;
    if (!open.get()) {
      content.truncate(0);
    }
  }

  @Override
  public String toString() {
    return "MemoryVolume(" + info.identity() + ")";
  }
}
