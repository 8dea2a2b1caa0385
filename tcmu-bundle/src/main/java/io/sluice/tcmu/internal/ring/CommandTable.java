package io.sluice.tcmu.internal.ring;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The commands under way by their id, 0..65535. The kernel gives the lowest free ids, so the table
 * is grown by parts as they are first used.
 */
final class CommandTable {
  private static final int PART_SHIFT = 8;
  private static final int PART_SIZE = 1 << PART_SHIFT;
  private static final int PARTS = 0x10000 >>> PART_SHIFT;

  private final AtomicReferenceArray<AtomicReferenceArray<RingCmd>> parts =
      new AtomicReferenceArray<>(PARTS);

  /**
   * Adds a command; called by one thread at a time. Returns false when its id is under way already.
   */
  boolean add(RingCmd cmd) {
    AtomicReferenceArray<RingCmd> part = parts.get(cmd.id() >>> PART_SHIFT);
    if (part == null) {
      part = new AtomicReferenceArray<>(PART_SIZE);
      parts.set(cmd.id() >>> PART_SHIFT, part);
    }
    return part.compareAndSet(cmd.id() % PART_SIZE, null, cmd);
  }

  /** The command with this id, or null. */
  RingCmd get(int id) {
    AtomicReferenceArray<RingCmd> part = parts.get(id >>> PART_SHIFT);
    return part == null ? null : part.get(id % PART_SIZE);
  }

  void remove(RingCmd cmd) {
    parts.get(cmd.id() >>> PART_SHIFT).set(cmd.id() % PART_SIZE, null);
  }
}
