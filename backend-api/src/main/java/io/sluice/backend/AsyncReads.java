package io.sluice.backend;

import java.io.IOException;

/** How a failure that was told on one thread is thrown on another. */
final class AsyncReads {
  private AsyncReads() {}

  /** The failure as it is, where it may be thrown; it names the thread it came from. */
  static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }
}
