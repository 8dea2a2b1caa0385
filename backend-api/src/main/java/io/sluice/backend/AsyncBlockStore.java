package io.sluice.backend;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A store whose reads are answered later, without a thread that waits for each: one that gets its
 * bytes over a network. A handler calls {@link #beginRead} on the transport's own thread; all other
 * methods may block as those of any store.
 */
@ConsumerType
public interface AsyncBlockStore extends BlockStore {
  /**
   * Begins to fill all of {@code into} from {@code offset} on. Neither blocks nor throws: whatever
   * goes wrong is told to {@code completion}, which is called once, before this returns or later,
   * from any thread. {@link #close} is called only when all reads were completed.
   */
  void beginRead(long offset, Segments into, ReadCompletion completion);

  /** {@inheritDoc} Waits for {@link #beginRead}. */
  @Override
  default void read(long offset, Segments into) throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    beginRead(
        offset,
        into,
        failure -> {
          if (failure == null) {
            done.complete(null);
          } else {
            done.completeExceptionally(failure);
          }
        });
    boolean interrupted = false;
    try {
      while (true) {
        try {
          done.get();
          return;
        } catch (InterruptedException e) { // the segments are in use until it is completed
          interrupted = true;
        } catch (ExecutionException e) {
          throw AsyncReads.rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
