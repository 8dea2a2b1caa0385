package io.sluice.backend;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Waits for one operation that an {@link AsyncBlockStore} has begun. */
final class AwaitedOperation implements StoreCompletion {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Throwable failure;

  @Override
  public void completed(Throwable thrown) {
    failure = thrown;
    ended.countDown();
  }

  /**
   * Returns when it has ended, and not before, whoever interrupts: until then the segments are in
   * use.
   *
   * @throws IOException what went wrong; unchecked failures are thrown as they are
   */
  void await() throws IOException {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    throwFailure();
  }

  /** The failure names the thread on which it came about. */
  private void throwFailure() throws IOException {
    Throwable thrown = failure;
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw thrown instanceof IOException io ? io : new IOException(thrown);
    }
  }
}
