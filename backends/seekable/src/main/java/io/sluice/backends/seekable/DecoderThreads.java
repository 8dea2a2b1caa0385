package io.sluice.backends.seekable;

import io.sluice.posix.IoFlusher;
import io.sluice.posix.PosixException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that decode one store's spans, as many as there are processors. A store has its own:
 * they wait for the file, which may be on a slow server, and hold up nobody else.
 */
final class DecoderThreads implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderThreads.class);
  private static final long IDLE_SECONDS = 10;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final ThreadPoolExecutor pool;

  DecoderThreads() {
    int count = Runtime.getRuntime().availableProcessors();
    pool =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DecoderThreads::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Runnable inPath =
        () -> {
          enableIoFlusher();
          work.run();
        };
    Thread thread = new Thread(inPath, "sluice-decoder-" + NUMBERS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private static void enableIoFlusher() {
    try {
      IoFlusher.enable();
    } catch (PosixException e) {
      LOG.debug("without PR_SET_IO_FLUSHER: {}", e.getMessage());
    }
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** How much has not begun yet. */
  int queued() {
    return pool.getQueue().size();
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    pool.shutdown();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
