package io.sluice.iscsi.internal.session;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers for those whose data lies in buffers: one session's use of one logical unit. */
final class DataOwner {
  private static final AtomicLong NUMBERS = new AtomicLong();

  private DataOwner() {}

  /** One that nobody has had. */
  static long next() {
    return NUMBERS.incrementAndGet();
  }
}
