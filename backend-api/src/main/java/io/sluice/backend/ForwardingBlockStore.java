package io.sluice.backend;

import java.io.IOException;
import java.util.Objects;

/**
 * A store that forwards every call to another store. Decorators extend it and override only what
 * they mean to change. Every method of {@link BlockStore} is forwarded, including the default
 * methods.
 *
 * <p>It is not an {@link AsyncBlockStore}, even if the other store is.
 */
public abstract class ForwardingBlockStore implements BlockStore {
  private final BlockStore store;

  protected ForwardingBlockStore(BlockStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /** The store that calls are forwarded to. */
  protected final BlockStore store() {
    return store;
  }

  @Override
  public VolumeInfo info() {
    return store.info();
  }

  @Override
  public long size() {
    return store.size();
  }

  @Override
  public long contentLength() {
    return store.contentLength();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    store.read(offset, into);
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    store.write(offset, from, flags);
  }

  @Override
  public void flush() throws IOException {
    store.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    store.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    store.writeZeroes(offset, length, flags);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    return store.status(offset, length);
  }

  @Override
  public void resize(long size) throws IOException {
    store.resize(size);
  }

  @Override
  public void requireResizable(long size) throws IOException {
    store.requireResizable(size);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
