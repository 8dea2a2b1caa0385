package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A store whose operations are answered later, without a thread that waits for each: one that has
 * its bytes behind a network, or hands batches to the kernel. A handler calls the methods that
 * begin an operation on the transport's own thread; all others may block as those of any store.
 *
 * <p>None of the methods that begin an operation blocks or throws: whatever goes wrong is told to
 * the completion, which is called once, before the method returns or later, from any thread.
 * Operations that are under way at once may end in any order. What holds when the method of {@link
 * BlockStore} that does the same has returned, holds when the completion is called. {@link #close}
 * is called only when all that was begun has ended.
 */
@ConsumerType
public interface AsyncBlockStore extends BlockStore {
  /** Begins to fill all of {@code into} from {@code offset} on: {@link #read}. */
  void beginRead(long offset, Segments into, StoreCompletion completion);

  /**
   * Begins to write all of {@code from} at {@code offset}: {@link #write}. The segments stay as
   * they are until it has ended.
   */
  void beginWrite(long offset, Segments from, int flags, StoreCompletion completion);

  /** Begins to make the range read as zero: {@link #writeZeroes}. */
  void beginWriteZeroes(long offset, long length, int flags, StoreCompletion completion);

  /** Begins to give the range back: {@link #discard}. */
  void beginDiscard(long offset, long length, StoreCompletion completion);

  /**
   * Begins to flush: {@link #flush}. When it has ended, every write that had ended before this was
   * called survives the machine's death; one that was still under way may or may not.
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
