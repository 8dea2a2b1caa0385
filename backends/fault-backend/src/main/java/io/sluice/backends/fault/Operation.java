package io.sluice.backends.fault;

/** What is done to a store. */
enum Operation {
  READ,
  /** Data, and zeroes. */
  WRITE,
  FLUSH,
  DISCARD
}
