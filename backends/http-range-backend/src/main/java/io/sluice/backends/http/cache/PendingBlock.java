package io.sluice.backends.http.cache;

import java.util.concurrent.CompletableFuture;

/** A block that is on its way. Guarded by its queue's owner, but for the future. */
final class PendingBlock {
  private final long number;
  private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
  private Urgency urgency;
  private boolean queued;

  PendingBlock(long number, Urgency urgency) {
    this.number = number;
    this.urgency = urgency;
  }

  long number() {
    return number;
  }

  CompletableFuture<byte[]> bytes() {
    return bytes;
  }

  Urgency urgency() {
    return urgency;
  }

  void setUrgency(Urgency next) {
    urgency = next;
  }

  /** Whether it waits for a request to take it along. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean now) {
    queued = now;
  }
}
