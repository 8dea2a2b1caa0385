package io.sluice.backend;

import java.nio.ByteBuffer;

/** A part of other segments, over the same memory. */
final class SegmentsSlice extends Segments {
  private final Segments whole;
  private final long length;
  private final int first;
  private final int last;
  private final int skipped;
  private final int lastLength;

  SegmentsSlice(Segments whole, long offset, long length) {
    this.whole = whole;
    this.length = length;
    int i = 0;
    long skip = offset;
    while (length > 0 && skip >= whole.length(i)) {
      skip -= whole.length(i++);
    }
    first = i;
    skipped = (int) skip;
    long left = skip + length;
    while (length > 0 && left > whole.length(i)) {
      left -= whole.length(i++);
    }
    last = i;
    lastLength = (int) (first == last ? length : left);
  }

  @Override
  public int count() {
    return length == 0 ? 0 : last - first + 1;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int length(int i) {
    if (first + i == last) {
      return lastLength;
    }
    return whole.length(first + i) - (i == 0 ? skipped : 0);
  }

  @Override
  protected ByteBuffer base(int i) {
    return whole.base(first + i);
  }

  @Override
  protected int start(int i) {
    return whole.start(first + i) + (i == 0 ? skipped : 0);
  }

  @Override
  public long address(int i) {
    long address = whole.address(first + i);
    return address == 0 || i > 0 ? address : address + skipped;
  }
}
