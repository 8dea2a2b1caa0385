package io.sluice.backend;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for one operation that an {@link AsyncBlockStore} has begun. */
final class AwaitedOperation implements StoreCompletion {
  /** Who waits for it in a thread of the common pool gets another thread in its place. */
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  @Override
  public void completed(Throwable failure) {
    if (failure == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(failure);
    }
  }

  /**
   * Returns when it has ended, and not before, whoever interrupts: until then the segments are in
   * use.
   *
   * @throws IOException what went wrong; unchecked failures are thrown as they are
   */
  void await() throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          ended.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The failure as it is, where it may be thrown; it names the thread on which it came about. */
  private static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }
}
