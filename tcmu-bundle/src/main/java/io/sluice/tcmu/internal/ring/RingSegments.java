package io.sluice.tcmu.internal.ring;

import io.sluice.backend.LentSegments;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A command's data where the kernel has put it: pages of the mapping, described by native iovecs.
 * Once the command is completed they are no more: every use throws, and nothing is touched.
 */
final class RingSegments extends LentSegments {
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
   * @param given whether they are what came from the initiator; else what other commands left there
   */
  RingSegments(
      RingPort port, IovecPool.Iovecs iovecs, int first, int count, long length, boolean given) {
    memory = port.memory();
    memoryAddress = port.address();
    this.iovecs = iovecs;
    this.first = first;
    this.count = count;
    this.length = length;
    if (given) {
      own(length);
    }
  }

  /** All of it is of one logical unit, and which nexus a command came over nobody knows. */
  @Override
  protected boolean isForeign() {
    return false;
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
  protected ByteBuffer memory(int i) {
    Objects.checkIndex(i, count);
    return memory;
  }

  @Override
  protected int start(int i) {
    return (int) (iovecs.base(element(i)) - memoryAddress);
  }

  @Override
  protected long memoryAddress(int i) {
    return iovecs.base(element(i));
  }

  @Override
  protected long memoryIovecs() {
    return count == 0 ? 0 : iovecs.address(first);
  }

  private int element(int i) {
    return first + Objects.checkIndex(i, count);
  }
}
