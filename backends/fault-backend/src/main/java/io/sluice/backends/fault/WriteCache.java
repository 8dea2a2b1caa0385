package io.sluice.backends.fault;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.WriteFlags;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A disk's write cache as it was meant to be: holds what was written and not flushed, and loses it
 * in a power cut, but for what it had written down already, which is any part of it.
 *
 * <p>One lock for all of it, also while the store works: a power cut is at one moment for every
 * block.
 */
final class WriteCache extends ForwardingBlockStore {
  private final int blockSize;
  private final long capacity;

  /** By LBA, the first written first. */
  private final Map<Long, byte[]> blocks = new LinkedHashMap<>();

  /**
   * @param capacity bytes
   */
  WriteCache(BlockStore store, long capacity) {
    super(store);
    this.capacity = capacity;
    blockSize = store.info().geometry().blockSize();
  }

  @Override
  public synchronized void read(long offset, Segments into) throws IOException {
    super.read(offset, into);
    for (long at = 0; at < into.length() && !blocks.isEmpty(); at += blockSize) {
      byte[] block = blocks.get((offset + at) / blockSize);
      if (block != null) {
        into.put(at, block, 0, blockSize);
      }
    }
  }

  @Override
  public synchronized void write(long offset, Segments from, int flags) throws IOException {
    if ((flags & WriteFlags.FUA) != 0 || from.length() > capacity) {
      forget(offset, from.length());
      super.write(offset, from, flags);
      return;
    }
    if (blocks.size() * (long) blockSize + from.length() > capacity) {
      writeDown();
    }
    for (long at = 0; at < from.length(); at += blockSize) {
      byte[] block = new byte[blockSize];
      from.get(at, block, 0, blockSize);
      blocks.put((offset + at) / blockSize, block);
    }
  }

  /** Before something is done to a range that makes void what was written there. */
  private void forget(long offset, long length) {
    if (!blocks.isEmpty()) {
      long first = offset / blockSize;
      long end = (offset + length) / blockSize;
      blocks.keySet().removeIf(lba -> lba >= first && lba < end);
    }
  }

  /** Gives all to the store. */
  private void writeDown() throws IOException {
    Iterator<Map.Entry<Long, byte[]>> rest = blocks.entrySet().iterator();
    while (rest.hasNext()) {
      Map.Entry<Long, byte[]> block = rest.next();
      super.write(block.getKey() * blockSize, Segments.of(block.getValue()), 0);
      rest.remove();
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    writeDown();
    super.flush();
  }

  @Override
  public synchronized void discard(long offset, long length) throws IOException {
    forget(offset, length);
    super.discard(offset, length);
  }

  @Override
  public synchronized void writeZeroes(long offset, long length, int flags) throws IOException {
    forget(offset, length);
    super.writeZeroes(offset, length, flags);
  }

  @Override
  public synchronized BlockStatus status(long offset, long length) throws IOException {
    writeDown();
    return super.status(offset, length);
  }

  @Override
  public synchronized void resize(long size) throws IOException {
    writeDown();
    super.resize(size);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      writeDown();
    } finally {
      super.close();
    }
  }

  /**
   * Gives some of the blocks to the store, any, and loses the others: a write of several blocks may
   * be there in part.
   *
   * @return how many blocks were lost
   */
  synchronized int cutPower(Random chance) throws IOException {
    int lost = 0;
    try {
      for (Map.Entry<Long, byte[]> block : blocks.entrySet()) {
        if (chance.nextBoolean()) {
          super.write(block.getKey() * blockSize, Segments.of(block.getValue()), 0);
        } else {
          lost++;
        }
      }
    } finally {
      blocks.clear();
    }
    return lost;
  }
}
