package io.sluice.backend;

import java.io.IOException;
import java.util.concurrent.Executor;

/** Makes any store one that answers later, whenever the executor gets to it. */
public final class LaterStore implements AsyncBlockStore {
  private final BlockStore store;
  private final Executor executor;

  public LaterStore(BlockStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  @Override
  public void beginRead(long offset, Segments into, ReadCompletion completion) {
    executor.execute(
        () -> {
          Throwable failure = null;
          try {
            store.read(offset, into);
          } catch (Throwable thrown) {
            failure = thrown;
          }
          completion.completed(failure);
        });
  }

  @Override
  public VolumeInfo info() {
    return store.info();
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
  public void resize(long size) throws IOException {
    store.resize(size);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
