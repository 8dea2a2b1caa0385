package io.sluice.backend.layer;

/** How a volume uses the one below it. */
public enum LayerAccess {
  /** Beside any number of others, on one open store with one cache. */
  READ_ONLY,
  /** Alone. */
  WRITABLE
}
