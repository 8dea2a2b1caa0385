package io.sluice.backend.layer;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store below, as one of those who stand on it has it. */
class LeasedStore extends ForwardingBlockStore implements ReportingStore {
  private final Lease lease;
  private final boolean readOnly;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LeasedStore(Lease lease, Runnable onClose) {
    super(lease.store().store());
    this.lease = lease;
    this.onClose = onClose;
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
    VolumeInfo info = super.info();
    return readOnly ? info.with(info.capabilities().withReadOnly()) : info;
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    requireWritable();
    super.write(offset, from, flags);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable();
    super.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    requireWritable();
    super.writeZeroes(offset, length, flags);
  }

  @Override
  public void resize(long size) throws IOException {
    requireWritable();
    super.resize(size);
  }

  @Override
  public void requireResizable(long size) throws IOException {
    requireWritable();
    super.requireResizable(size);
  }

  final void requireWritable() throws StoreException {
    if (readOnly) {
      throw StoreException.writeProtected(this + " is shared as a read-only layer");
    }
  }

  @Override
  public StoreReport report() {
    return ReportingStore.reportOf(store());
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
    private final AsyncBlockStore async;

    Async(Lease lease, AsyncBlockStore async, Runnable onClose) {
      super(lease, onClose);
      this.async = async;
    }

    @Override
    public void beginRead(long offset, Segments into, StoreCompletion completion) {
      async.beginRead(offset, into, completion);
    }

    @Override
    public void beginWrite(long offset, Segments from, int flags, StoreCompletion completion) {
      beginWritable(completion, () -> async.beginWrite(offset, from, flags, completion));
    }

    @Override
    public void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion) {
      beginWritable(completion, () -> async.beginWriteZeroes(offset, length, flags, completion));
    }

    @Override
    public void beginDiscard(long offset, long length, StoreCompletion completion) {
      beginWritable(completion, () -> async.beginDiscard(offset, length, completion));
    }

    @Override
    public void beginFlush(StoreCompletion completion) {
      async.beginFlush(completion);
    }

    private void beginWritable(StoreCompletion completion, Runnable operation) {
      try {
        requireWritable();
      } catch (StoreException refusal) {
        completion.completed(refusal);
        return;
      }
      operation.run();
    }
  }
}
