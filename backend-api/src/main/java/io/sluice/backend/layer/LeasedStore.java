package io.sluice.backend.layer;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ReadCompletion;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store below, as one of those who stand on it has it. */
class LeasedStore implements BlockStore, ReportingStore {
  private final Lease lease;
  private final BlockStore store;
  private final boolean readOnly;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LeasedStore(Lease lease, Runnable onClose) {
    this.lease = lease;
    this.onClose = onClose;
    store = lease.store().store();
    readOnly = lease.store().access() == LayerAccess.READ_ONLY;
  }

  /**
   * @param onClose runs when the lease was let go of
   */
  static LeasedStore of(Lease lease, Runnable onClose) {
    return lease.store().store() instanceof AsyncBlockStore async
        ? new Async(lease, async, onClose)
        : new LeasedStore(lease, onClose);
  }

  @Override
  public VolumeInfo info() {
    VolumeInfo info = store.info();
    return readOnly
        ? new VolumeInfo(info.geometry(), info.capabilities().withReadOnly(), info.identity())
        : info;
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
    requireWritable();
    store.write(offset, from, flags);
  }

  @Override
  public void flush() throws IOException {
    store.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable();
    store.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    requireWritable();
    store.writeZeroes(offset, length, flags);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    return store.status(offset, length);
  }

  @Override
  public void resize(long size) throws IOException {
    requireWritable();
    store.resize(size);
  }

  private void requireWritable() throws StoreException {
    if (readOnly) {
      throw StoreException.writeProtected(this + " is shared as a read-only layer");
    }
  }

  @Override
  public StoreReport report() {
    return ReportingStore.reportOf(store);
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try {
        lease.close();
      } finally {
        onClose.run();
      }
    }
  }

  @Override
  public String toString() {
    return LayerName.shown(lease.store().uri());
  }

  private static final class Async extends LeasedStore implements AsyncBlockStore {
    private final AsyncBlockStore store;

    Async(Lease lease, AsyncBlockStore store, Runnable onClose) {
      super(lease, onClose);
      this.store = store;
    }

    @Override
    public void read(long offset, Segments into) throws IOException {
      store.read(offset, into);
    }

    @Override
    public void beginRead(long offset, Segments into, ReadCompletion completion) {
      store.beginRead(offset, into, completion);
    }
  }
}
