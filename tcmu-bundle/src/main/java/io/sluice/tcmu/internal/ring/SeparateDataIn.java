package io.sluice.tcmu.internal.ring;

import io.sluice.backend.LentSegments;
import io.sluice.backend.Segments;
import java.nio.ByteBuffer;

/**
 * Data-in of a command of which is not known which way its data goes: memory of its own, so that
 * data-out keeps what the initiator brought. There is none before somebody fills it.
 */
final class SeparateDataIn extends LentSegments {
  private final long length;
  private ByteBuffer bytes;

  SeparateDataIn(long length) {
    this.length = length;
  }

  /** Puts its first bytes where the kernel takes them. */
  void copyTo(Segments pages, long filled) {
    if (filled > 0) {
      pages.put(0, memory(0).slice(0, (int) filled));
    }
  }

  @Override
  protected synchronized ByteBuffer memory(int i) {
    if (bytes == null) {
      bytes = ByteBuffer.allocate((int) length); // at the most a data area
    }
    return bytes;
  }

  @Override
  protected boolean isForeign() {
    return false;
  }

  @Override
  public int count() {
    return length == 0 ? 0 : 1;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int length(int i) {
    return (int) length;
  }

  @Override
  protected int start(int i) {
    return 0;
  }
}
