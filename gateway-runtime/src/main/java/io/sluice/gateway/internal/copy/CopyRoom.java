package io.sluice.gateway.internal.copy;

import io.sluice.backend.LentSegments;
import io.sluice.backend.Segments;
import java.nio.ByteBuffer;

/**
 * Where a copy source puts what it reads: memory in which what was copied before still lies,
 * perhaps from another logical unit.
 */
final class CopyRoom extends LentSegments {
  private final ByteBuffer memory;

  /** The beginning of the buffer, which has one region. */
  CopyRoom(Segments buffer, int length) {
    memory = buffer.slice(0, length).buffer(0);
  }

  @Override
  protected ByteBuffer memory(int i) {
    return memory;
  }

  /** One copy's memory holds only what its initiator could have read itself. */
  @Override
  protected boolean isForeign() {
    return false;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public long length() {
    return memory.capacity();
  }

  @Override
  public int length(int i) {
    return memory.capacity();
  }

  @Override
  protected int start(int i) {
    return 0;
  }
}
