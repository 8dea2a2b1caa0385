package io.sluice.gateway.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads of all logical units, named for theirs: by a factory that knows how threads in
 * the I/O path are treated on this system, where there is one.
 */
final class IoThreads {
  /** Service property of such a factory. */
  static final String PROPERTY = "sluice.threads";

  private static final ThreadFactory PLAIN = Thread::new;

  private volatile ThreadFactory factory = PLAIN;

  void use(ThreadFactory better) {
    factory = better;
  }

  void stopUsing(ThreadFactory gone) {
    if (factory == gone) {
      factory = PLAIN;
    }
  }

  /** The factory for one logical unit. */
  ThreadFactory forLun(String lun) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setName("sluice-" + lun + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
