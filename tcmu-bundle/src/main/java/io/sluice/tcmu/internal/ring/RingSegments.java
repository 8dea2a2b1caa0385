package io.sluice.tcmu.internal.ring;

import io.sluice.backend.Segments;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A command's data where the kernel has put it: pages of the mapping, described by native iovecs.
 * Once the command is completed they are no more: every use throws, and nothing is touched.
 */
final class RingSegments extends Segments {
  private final ByteBuffer memory;
  private final long memoryAddress;
  private final IovecPool.Iovecs iovecs;
  private final int first;
  private int count;
  private long length;

  /**
   * @param first the first element of {@code iovecs} that is meant
   * @param count how many, at least 1
   * @param length the bytes in them
   */
  RingSegments(RingPort port, IovecPool.Iovecs iovecs, int first, int count, long length) {
    memory = port.memory();
    memoryAddress = port.address();
    this.iovecs = iovecs;
    this.first = first;
    this.count = count;
    this.length = length;
  }

  void invalidate() {
    count = 0;
    length = 0;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int length(int i) {
    return iovecs.length(element(i));
  }

  @Override
  protected ByteBuffer base(int i) {
    Objects.checkIndex(i, count);
    return memory;
  }

  @Override
  protected int start(int i) {
    return (int) (iovecs.base(element(i)) - memoryAddress);
  }

  @Override
  public long address(int i) {
    return iovecs.base(element(i));
  }

  @Override
  public long iovecs() {
    return count == 0 ? 0 : iovecs.address(first);
  }

  private int element(int i) {
    return first + Objects.checkIndex(i, count);
  }
}
