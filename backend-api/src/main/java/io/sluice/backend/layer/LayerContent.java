package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The content of the layer below as a file: readable at any offset, for formats whose parts begin
 * and end anywhere. Several threads may use it at once.
 */
public final class LayerContent implements Closeable {
  private final BlockStore store;
  private final int blockSize;

  /** Takes ownership of the store: closing this closes the store. */
  public LayerContent(BlockStore store) {
    this.store = store;
    blockSize = store.info().geometry().blockSize();
  }

  /** Identifies the content, see {@link io.sluice.backend.VolumeInfo#identity}. */
  public String identity() {
    return store.info().identity();
  }

  /** Length in bytes, which need not be whole blocks. Cheap. */
  public long length() {
    return store.contentLength();
  }

  /**
   * Fills {@code into}. A range that begins and ends at block boundaries is read straight into it.
   *
   * @param offset bytes from the beginning; the whole range lies within {@link #length}
   */
  public void read(long offset, Segments into) throws IOException {
    long length = into.length();
    if (offset % blockSize == 0 && length % blockSize == 0) {
      store.read(offset, into);
      return;
    }
    long first = offset / blockSize * blockSize;
    long end = (offset + length + blockSize - 1) / blockSize * blockSize;
    ByteBuffer blocks = ByteBuffer.allocate(Math.toIntExact(end - first));
    store.read(first, Segments.of(blocks));
    into.put(0, blocks.slice((int) (offset - first), (int) length));
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
