package io.sluice.backend.seekable;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is the content of another volume. */
final class EncodedVolume implements EncodedFile {
  private final BlockStore store;
  private final String name;
  private final int blockSize;

  EncodedVolume(BlockStore store, String name) {
    this.store = store;
    this.name = name;
    blockSize = store.info().geometry().blockSize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String identity() {
    return store.info().identity();
  }

  @Override
  public long length() {
    return store.contentLength();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    int length = into.remaining();
    requireRange(offset, length);
    if (offset % blockSize == 0 && length % blockSize == 0) {
      store.read(offset, Segments.of(into));
    } else {
      // Compressed data begins and ends anywhere.
      long first = offset / blockSize * blockSize;
      long end = (offset + length + blockSize - 1) / blockSize * blockSize;
      ByteBuffer blocks = ByteBuffer.allocate(Math.toIntExact(end - first));
      store.read(first, Segments.of(blocks));
      into.put(into.position(), blocks, (int) (offset - first), length);
    }
    into.position(into.limit());
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
