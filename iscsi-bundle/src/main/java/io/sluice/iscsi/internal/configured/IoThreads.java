package io.sluice.iscsi.internal.configured;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads by a factory that knows how threads in the I/O path are treated on this system,
 * where there is one.
 */
final class IoThreads implements ThreadFactory {
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

  @Override
  public Thread newThread(Runnable task) {
    return factory.newThread(task);
  }
}
