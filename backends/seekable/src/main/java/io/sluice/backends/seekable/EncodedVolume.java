package io.sluice.backends.seekable;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.layer.LayerContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is the content of another volume. */
final class EncodedVolume implements EncodedFile {
  private final LayerContent content;
  private final String name;

  EncodedVolume(BlockStore store, String name) {
    content = new LayerContent(store);
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String identity() {
    return content.identity();
  }

  @Override
  public long length() {
    return content.length();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    requireRange(offset, into.remaining());
    content.read(offset, Segments.of(into));
    into.position(into.limit());
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
