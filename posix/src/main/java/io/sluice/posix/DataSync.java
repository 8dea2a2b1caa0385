package io.sluice.posix;

import java.io.Closeable;

/**
 * Makes data written to a file durable, and never reports success after data was lost.
 *
 * <p>When pages can't be written, Linux marks them clean, drops them, and reports the error once to
 * each open descriptor; the next fdatasync succeeds although acknowledged data is gone. So the
 * first failure is kept, and every later call fails until the file is opened again. For the same
 * reason this object has its own descriptor, so that nobody else can consume that single error
 * report, and only one call runs at a time. Waiting callers share the next one.
 */
public final class DataSync implements Closeable {
  private final Fd fd;

  // Guarded by this.
  private boolean running;
  private long begun;
  private long ended;
  private PosixException failure;

  /**
   * @param fd a descriptor of the file, used for nothing else; closed with this object
   */
  public DataSync(Fd fd) {
    this.fd = fd;
  }

  /**
   * Returns when every write that returned before this call is on the medium.
   *
   * @throws PosixException the first failure that ever occurred: data written before it may be lost
   */
  public void run() throws PosixException {
    long mine = joinOrBegin();
    if (mine != 0) {
      sync(mine);
    }
    requireNoFailure();
  }

  /**
   * Waits for an fdatasync that began after this was called. Returns 0 if there was one, else the
   * number of the call that the caller must make.
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
