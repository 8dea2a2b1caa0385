package io.sluice.backends.qcow2;

/**
 * A part of the guest's disk that is mapped in one way.
 *
 * @param state what it reads as
 * @param host where its first byte is, for {@code DATA}
 * @param length guest bytes, more than 0
 * @param entry the L2 entry of its first byte
 */
record Extent(L2Entry.State state, long host, long length, L2Entry entry) {
  /** Whether it may be written where it is. */
  boolean isWritableInPlace() {
    return state == L2Entry.State.DATA && entry.isCopied();
  }
}
