package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A store whose operations complete later, without a thread waiting for each: one that keeps its
 * bytes behind a network, or hands batches to the kernel. A handler calls the {@code begin} methods
 * on the transport's own thread; all other methods may block, as in any store.
 *
 * <p>No {@code begin} method blocks or throws: every failure is passed to the completion, which is
 * called once, before the method returns or later, from any thread. Operations in flight at the
 * same time may end in any order. When the completion is called, everything holds that would hold
 * when the corresponding method of {@link BlockStore} returned. {@link #close} is called only after
 * every operation has ended.
 */
@ConsumerType
public interface AsyncBlockStore extends BlockStore {
  /** Begins to fill all of {@code into} from {@code offset} on, as {@link #read} does. */
  void beginRead(long offset, Segments into, StoreCompletion completion);

  /**
   * Begins to write all of {@code from} at {@code offset}, as {@link #write} does. The segments do
   * not change until the write has ended.
   */
  void beginWrite(long offset, Segments from, int flags, StoreCompletion completion);

  /** Begins to make the range read as zero, as {@link #writeZeroes} does. */
  void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion);

  /** Begins to discard the range, as {@link #discard} does. */
  void beginDiscard(long offset, long length, StoreCompletion completion);

  /**
   * Begins to flush, as {@link #flush} does. When the flush has ended, every write that had ended
   * before this call survives the machine's death; a write that was still in flight may or may not.
   */
  void beginFlush(StoreCompletion completion);

  /** {@inheritDoc} Waits for {@link #beginRead}. */
  @Override
  default void read(long offset, Segments into) throws IOException {
    AwaitedOperation operation = new AwaitedOperation();
    beginRead(offset, into, operation);
    operation.await();
  }

  /** {@inheritDoc} Waits for {@link #beginWrite}. */
  @Override
  default void write(long offset, Segments from, int flags) throws IOException {
    AwaitedOperation operation = new AwaitedOperation();
    beginWrite(offset, from, flags, operation);
    operation.await();
  }

  /** {@inheritDoc} Waits for {@link #beginWriteZeroes}. */
  @Override
  default void writeZeroes(long offset, long length, int flags) throws IOException {
    AwaitedOperation operation = new AwaitedOperation();
    beginWriteZeroes(offset, length, flags, operation);
    operation.await();
  }

  /** {@inheritDoc} Waits for {@link #beginDiscard}. */
  @Override
  default void discard(long offset, long length) throws IOException {
    AwaitedOperation operation = new AwaitedOperation();
    beginDiscard(offset, length, operation);
    operation.await();
  }

  /** {@inheritDoc} Waits for {@link #beginFlush}. */
  @Override
  default void flush() throws IOException {
    AwaitedOperation operation = new AwaitedOperation();
    beginFlush(operation);
    operation.await();
  }
}
