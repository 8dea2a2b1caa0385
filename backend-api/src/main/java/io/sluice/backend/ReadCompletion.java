package io.sluice.backend;

/** Is told how a read of an {@link AsyncBlockStore} ended. */
@FunctionalInterface
public interface ReadCompletion {
  /**
   * The read has ended, and its segments are not touched any more. Called once, on any thread; must
   * neither block nor throw.
   *
   * @param failure what {@link BlockStore#read} would have thrown; null where all was read
   */
  void completed(Throwable failure);
}
