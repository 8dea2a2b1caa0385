package io.sluice.backend;

/** Receives the outcome of an operation of an {@link AsyncBlockStore}. */
@FunctionalInterface
public interface StoreCompletion {
  /**
   * Called once, on any thread, when the operation has ended and no longer touches its segments.
   * Must neither block nor throw.
   *
   * @param failure what the corresponding method of {@link BlockStore} would have thrown; null on
   *     success
   */
  void completed(Throwable failure);
}
