package io.sluice.backends.fault;

/** What goes wrong. */
enum FaultKind {
  /** The operation fails with a sense, and nothing was done. */
  ERROR,
  /** The operation takes longer. */
  DELAY,
  /** The operation does not go on before the rule is cleared, or its time is up. */
  HANG,
  /** One bit of what is read, or of what is stored, is another. */
  CORRUPT
}
