package io.sluice.gateway.internal.binding;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Something that a person or another part of the gateway wants of a logical unit, done on its
 * control thread.
 */
final class Order {
  /** What is done. */
  @FunctionalInterface
  interface Action {
    SwapRecord perform() throws IOException;
  }

  private final Action action;
  private final boolean swaps;
  private final CompletableFuture<SwapRecord> answer = new CompletableFuture<>();

  /**
   * @param swaps whether a later order of this kind makes this one void
   */
  Order(boolean swaps, Action action) {
    this.action = action;
    this.swaps = swaps;
  }

  boolean swaps() {
    return swaps;
  }

  void perform() {
    try {
      answer.complete(action.perform());
    } catch (IOException | RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  void refuse(String why) {
    answer.completeExceptionally(new IOException(why));
  }

  /** What came of it; fails with an {@link IOException} whose message is for a person. */
  CompletableFuture<SwapRecord> answer() {
    return answer;
  }
}
