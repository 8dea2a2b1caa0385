package io.sluice.iscsi.internal.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers for those whose data lies in buffers: one session's use of one logical unit. */
public final class DataOwner {
  private static final AtomicLong NUMBERS = new AtomicLong();

  private DataOwner() {}

  /** One that nobody has had. */
  public static long next() {
    return NUMBERS.incrementAndGet();
  }
}
