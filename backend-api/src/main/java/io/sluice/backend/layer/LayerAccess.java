package io.sluice.backend.layer;

/** How a volume uses the one below it. */
public enum LayerAccess {
  /** Shared with any number of other readers, on one open store with one cache. */
  READ_ONLY,
  /** Exclusive. */
  WRITABLE
}
