package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.layer.LayerContent;
import java.io.IOException;

/** An image that is the content of another volume, to be read only. */
final class VolumeFile implements ImageFile {
  private final LayerContent content;
  private final String name;

  VolumeFile(BlockStore store, String name) {
    content = new LayerContent(store);
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long length() {
    return content.length();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    long there = Math.max(0, Math.min(into.length(), length() - offset));
    if (there < into.length()) {
      into.zero(there, into.length() - there);
    }
    if (there > 0) {
      content.read(offset, into.slice(0, there));
    }
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
    return content.identity();
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
