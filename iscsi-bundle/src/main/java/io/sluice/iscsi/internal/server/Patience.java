package io.sluice.iscsi.internal.server;

/** Whether something that ought to move has stood still for too long. For one thread. */
final class Patience {
  private final long nanos;
  private long moved;
  private long movedAt;

  /**
   * @param now a {@link System#nanoTime}
   */
  Patience(long nanos, long now) {
    this.nanos = nanos;
    movedAt = now;
  }

  /**
   * Looks at it, now and then.
   *
   * @param position that differs from the last one where it has moved since
   * @param isDue whether it ought to move
   */
  boolean isOver(long position, boolean isDue, long now) {
    if (position != moved || !isDue) {
      moved = position;
      movedAt = now;
    }
    return now - movedAt > nanos;
  }
}
