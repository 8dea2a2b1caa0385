package io.sluice.posix;

import java.io.Closeable;

/**
 * Makes what was written to a file durable, and never says so once it was not.
 *
 * <p>When pages can't be written, Linux marks them clean, drops them, and tells each open
 * descriptor once; the next fdatasync succeeds although what was acknowledged before is gone. So
 * the first failure is kept, and every later call fails until the file is opened anew. For the same
 * reason the descriptor is this object's own, on which nobody else can use up the one notice, and
 * one call runs at a time. Callers that wait share the next one.
 */
public final class DataSync implements Closeable {
  private final Fd fd;

  // Guarded by this.
  private boolean running;
  private long begun;
  private long ended;
  private PosixException failure;

  /**
   * @param fd of the file, used for nothing else; closed with this
   */
  public DataSync(Fd fd) {
    this.fd = fd;
  }

  /**
   * Returns when every write that returned before is on the medium.
   *
   * @throws PosixException the first failure there ever was: what was written before it may be lost
   */
  public void run() throws PosixException {
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

  private synchronized void requireNoFailure() throws PosixException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() throws PosixException {
    fd.close();
  }
}
