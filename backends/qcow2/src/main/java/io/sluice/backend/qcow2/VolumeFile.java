package io.sluice.backend.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An image that is the content of another volume, to be read only. */
final class VolumeFile implements ImageFile {
  private final BlockStore store;
  private final String name;
  private final int blockSize;

  VolumeFile(BlockStore store, String name) {
    this.store = store;
    this.name = name;
    blockSize = store.info().geometry().blockSize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long length() {
    return store.contentLength();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    long there = Math.max(0, Math.min(into.length(), length() - offset));
    if (there < into.length()) {
      into.zero(there, into.length() - there);
    }
    if (there > 0 && offset % blockSize == 0 && there % blockSize == 0) {
      store.read(offset, into.slice(0, there));
    } else if (there > 0) {
      readOddRange(offset, into.slice(0, there));
    }
  }

  /** Compressed clusters begin and end anywhere. */
  private void readOddRange(long offset, Segments into) throws IOException {
    long first = offset / blockSize * blockSize;
    long roundedUp = (offset + into.length() + blockSize - 1) / blockSize * blockSize;
    long end = Math.min(roundedUp, length());
    ByteBuffer blocks = ByteBuffer.allocate(Math.toIntExact(end - first));
    store.read(first, Segments.of(blocks));
    into.put(0, blocks.slice((int) (offset - first), (int) into.length()));
  }

  private StoreException readOnly() {
    return StoreException.writeProtected(name + " is only read");
  }

  @Override
  public void write(long offset, Segments from) throws IOException {
    throw readOnly();
  }

  @Override
  public void truncate(long length) throws IOException {
    throw readOnly();
  }

  @Override
  public void punch(long offset, long length) throws IOException {
    throw readOnly();
  }

  @Override
  public void sync() {
    // nothing is ever written
  }

  @Override
  public String identity() {
    return store.info().identity();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
