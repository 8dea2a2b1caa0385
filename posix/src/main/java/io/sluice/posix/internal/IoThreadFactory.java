package io.sluice.posix.internal;

import io.sluice.posix.IoFlusher;
import io.sluice.posix.PosixException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes daemon threads for the I/O path. The kernel never lets them wait, for memory of their own,
 * for the very I/O that they serve; that matters where a disk is mounted on the gateway's own host.
 * Who asks for a thread names it.
 */
@Component(property = "sluice.threads=io")
public final class IoThreadFactory implements ThreadFactory {
  private static final Logger LOG = LoggerFactory.getLogger(IoThreadFactory.class);

  private final AtomicBoolean told = new AtomicBoolean();

  @Override
  public Thread newThread(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              becomeIoFlusher();
              task.run();
            },
            "sluice-io");
    thread.setDaemon(true);
    return thread;
  }

  private void becomeIoFlusher() {
    try {
      IoFlusher.enable();
    } catch (PosixException e) {
      if (told.compareAndSet(false, true)) {
        LOG.debug("I/O threads run without PR_SET_IO_FLUSHER: {}", e.getMessage());
      }
    }
  }
}
