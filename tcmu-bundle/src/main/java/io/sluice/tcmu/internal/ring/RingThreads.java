package io.sluice.tcmu.internal.ring;

import io.sluice.posix.IoFlusher;
import io.sluice.posix.PosixException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads that read rings and run handlers. When they need memory, the kernel does not
 * let them wait for the very disk that they serve.
 */
public final class RingThreads implements ThreadFactory {
  private static final Logger LOG = LoggerFactory.getLogger(RingThreads.class);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final String name;

  /**
   * @param name of the threads, unless they are renamed
   */
  public RingThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(() -> run(task), name);
    thread.setDaemon(true);
    return thread;
  }

  private static void run(Runnable task) {
    try {
      IoFlusher.enable();
    } catch (PosixException e) {
      if (TOLD.compareAndSet(false, true)) {
        LOG.info(
            "I/O threads may wait for their own disk when memory is short: {}", e.getMessage());
      }
    }
    task.run();
  }
}
