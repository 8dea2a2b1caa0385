package io.sluice.posix;

import java.io.Closeable;

/** An eventfd(2), which wakes a thread that waits in {@link Poll}. */
public final class EventFd implements Closeable {
  private static final int EFD_NONBLOCK = OpenFlags.O_NONBLOCK;
  private static final int EFD_CLOEXEC = OpenFlags.O_CLOEXEC;

  private final Fd fd;

  public EventFd() throws PosixException {
    int number = LibC.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (number < 0) {
      throw PosixException.last("eventfd", "");
    }
    fd = new Fd(number, "eventfd");
  }

  /** The descriptor to watch with {@link Poll}. */
  public Fd fd() {
    return fd;
  }

  /**
   * Makes the descriptor readable until {@link #clear}. May be called from any thread; never
   * blocks.
   */
  public void signal() throws PosixException {
    fd.writeLong(1);
  }

  /** Clears all signals. Returns whether there were any. */
  public boolean clear() throws PosixException {
    try {
      return fd.readLong() != 0;
    } catch (PosixException e) {
      if (e.errno() == Errno.EAGAIN) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() throws PosixException {
    fd.close();
  }
}
