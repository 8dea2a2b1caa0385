package io.sluice.iscsi.internal.memory;

import java.nio.ByteBuffer;

/**
 * A buffer of the {@link BufferPool}, and whose data lies in it. Belongs to who has taken it, and
 * else to the pool.
 */
final class PooledBuffer {
  /** Nobody, who owns what lies there when it was only just allocated. */
  private static final long NOBODY = 0;

  private final ByteBuffer bytes;
  private long owner = NOBODY;
  private int owned;

  /** Over memory that is zero. */
  PooledBuffer(ByteBuffer bytes) {
    this.bytes = bytes;
    owned = bytes.capacity();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int size() {
    return bytes.capacity();
  }

  /** Whether data of somebody else may lie in the first bytes. */
  boolean isForeign(long who, int length) {
    return length > owned || owner != who && owner != NOBODY;
  }

  /** The first bytes hold data of this owner now, or are zero. */
  void filled(long who, int length) {
    owned = owner == who || owner == NOBODY ? Math.max(owned, length) : length;
    owner = who;
  }

  /** Something of this owner lies in it, between what was there before. */
  void mixed() {
    owned = 0;
  }
}
