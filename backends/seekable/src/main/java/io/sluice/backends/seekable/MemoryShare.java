package io.sluice.backends.seekable;

/**
 * What one store takes of the memory for decoding: always enough to decode one span, so that it
 * waits for no other store, whose file may be on a slow server; more where there is more.
 */
final class MemoryShare {
  private final DecodingMemory memory;

  // Guarded by this.
  private long taken;

  MemoryShare(DecodingMemory memory) {
    this.memory = memory;
  }

  /** Returns whether there is room; if so, {@link #end} is to follow. */
  synchronized boolean tryBegin(long bytes) {
    if (taken == 0) {
      memory.take(bytes);
    } else if (!memory.tryTake(bytes)) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Waits, at the longest until all else has ended that this store decodes. */
  synchronized void begin(long bytes) {
    boolean interrupted = false;
    while (!tryBegin(bytes)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void end(long bytes) {
    memory.give(bytes);
    taken -= bytes;
    notifyAll();
  }
}
