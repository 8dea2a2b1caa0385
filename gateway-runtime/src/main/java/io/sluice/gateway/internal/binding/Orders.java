package io.sluice.gateway.internal.binding;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Orders in the sequence in which they came. Of swaps that wait, the last wins. */
final class Orders {
  private final Queue<Order> waiting = new ArrayDeque<>();
  private boolean closed;

  synchronized CompletableFuture<SwapRecord> add(Order order) {
    if (closed) {
      order.refuse("the logical unit is being removed, or the gateway stops");
    } else {
      waiting.add(order);
    }
    return order.answer();
  }

  /** The next one to perform; null when there is none. */
  synchronized Order poll() {
    Order order = waiting.poll();
    while (order != null && order.swaps() && waiting.stream().anyMatch(Order::swaps)) {
      order.refuse("another swap was asked for meanwhile");
      order = waiting.poll();
    }
    return order;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** For good. */
  synchronized void close() {
    closed = true;
    waiting.forEach(
        order -> order.refuse("the logical unit is being removed, or the gateway stops"));
    waiting.clear();
  }
}
