package io.sluice.backend.file;

import io.sluice.backend.StoreException;
import io.sluice.posix.Fd;
import io.sluice.posix.PosixException;
import java.io.Closeable;

/**
 * Makes what was written durable, and never says so once it was not.
 *
 * <p>When pages can't be written, Linux marks them clean, drops them, and tells each open
 * descriptor once; the next fdatasync succeeds although what was acknowledged before is gone. So
 * the first failure is kept, and every later flush fails until the volume is opened anew. For the
 * same reason the descriptor is the flusher's own, on which nobody else can use up the one notice,
 * and one call runs at a time. Callers that wait share the next one.
 */
final class Flusher implements Closeable {
  private final Fd fd;

  // Guarded by this.
  private boolean running;
  private long begun;
  private long ended;
  private PosixException failure;

  /**
   * @param fd of the file, used for nothing else; closed with this
   */
  Flusher(Fd fd) {
    this.fd = fd;
  }

  /** Returns when every write that returned before is on the medium. */
  void flush() throws StoreException {
    long mine = joinOrBegin();
    if (mine != 0) {
      sync(mine);
    }
    requireNoFailure();
  }

  /**
   * Waits for a call that began after this was called. Returns 0 when there was one, else the
   * number of the call that the caller has to make.
   */
  private synchronized long joinOrBegin() {
    long wanted = begun + 1;
    boolean interrupted = false;
    while (running && ended < wanted) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (ended >= wanted) {
      return 0;
    }
    running = true;
    return ++begun;
  }

  private void sync(long number) {
    PosixException failed = null;
    try {
      fd.dataSync();
    } catch (PosixException e) {
      failed = e;
    } finally {
      end(number, failed);
    }
  }

  private synchronized void end(long number, PosixException failed) {
    running = false;
    ended = number;
    if (failure == null) {
      failure = failed;
    }
    notifyAll();
  }

  private synchronized void requireNoFailure() throws StoreException {
    if (failure != null) {
      throw FileFailure.ofFlush(
          failure.getMessage()
              + ": what was written before may be lost, and the kernel tells but once; flushes fail"
              + " until the volume is opened anew",
          failure);
    }
  }

  @Override
  public void close() throws PosixException {
    fd.close();
  }
}
