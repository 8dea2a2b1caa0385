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
  public void beginRead(long offset, Segments into, StoreCompletion completion) {
    later(() -> store.read(offset, into), completion);
  }

  @Override
  public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
    later(() -> store.write(offset, from, flags), completion);
  }

  @Override
  public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
    later(() -> store.writeZeroes(offset, length, flags), completion);
  }

  @Override
  public void beginDiscard(long offset, long length, StoreCompletion completion) {
    later(() -> store.discard(offset, length), completion);
  }

  @Override
  public void beginFlush(StoreCompletion completion) {
    later(store::flush, completion);
  }

  private interface Operation {
    void run() throws IOException;
  }

  private void later(Operation operation, StoreCompletion completion) {
    executor.execute(
        () -> {
          Throwable failure = null;
          try {
            operation.run();
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
  public BlockStatus status(long offset, long length) throws IOException {
    return store.status(offset, length);
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
