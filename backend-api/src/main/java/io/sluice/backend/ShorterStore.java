package io.sluice.backend;

/**
 * The first blocks of a store, for initiators that were told of these only. The caller checks what
 * it asks for against {@link #info}, so that nothing behind them is reached.
 */
class ShorterStore extends ForwardingBlockStore {
  private final long blocks;

  private ShorterStore(BlockStore store, long blocks) {
    super(store);
    this.blocks = blocks;
  }

  /**
   * A store of no more than that many blocks; the same where it has no more.
   *
   * @param blocks more than 0
   */
  static BlockStore of(BlockStore store, long blocks) {
    if (store.info().geometry().blocks() <= blocks) {
      return store;
    }
    return store instanceof AsyncBlockStore async
        ? new Async(async, blocks)
        : new ShorterStore(store, blocks);
  }

  @Override
  public VolumeInfo info() {
    return store().info().withBlocks(blocks);
  }

  @Override
  public long size() {
    return info().geometry().size();
  }

  @Override
  public long contentLength() {
    return info().contentLength();
  }

  private static final class Async extends ShorterStore implements AsyncBlockStore {
    private final AsyncBlockStore store;

    Async(AsyncBlockStore store, long blocks) {
      super(store, blocks);
      this.store = store;
    }

    @Override
    public void beginRead(long offset, Segments into, StoreCompletion completion) {
      store.beginRead(offset, into, completion);
    }

    @Override
    public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
      store.beginWrite(offset, from, flags, completion);
    }

    @Override
    public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
      store.beginWriteZeroes(offset, length, flags, completion);
    }

    @Override
    public void beginDiscard(long offset, long length, StoreCompletion completion) {
      store.beginDiscard(offset, length, completion);
    }

    @Override
    public void beginFlush(StoreCompletion completion) {
      store.beginFlush(completion);
    }
  }
}
