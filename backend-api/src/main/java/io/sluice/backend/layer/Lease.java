package io.sluice.backend.layer;

import java.io.IOException;

/** One volume's hold on a shared store. */
record Lease(LayerSlot slot, SharedStore store, String owner) {
  void close() throws IOException {
    slot.release(this);
  }

  /** Each is one of its own, also of the same owner. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
