package io.sluice.backend;

/** Is told how an operation of an {@link AsyncBlockStore} ended. */
@FunctionalInterface
public interface StoreCompletion {
  /**
   * The operation has ended, and its segments are not touched any more. Called once, on any thread;
   * must neither block nor throw.
   *
   * @param failure what the method of {@link BlockStore} that does the same would have thrown; null
   *     where all was done
   */
  void completed(Throwable failure);
}
