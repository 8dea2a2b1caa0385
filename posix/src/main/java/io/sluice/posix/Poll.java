package io.sluice.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/** Waits until one of a few descriptors is readable. Immutable; waiting allocates nothing. */
public final class Poll {
  // struct pollfd: int fd, short events, short revents
  private static final int POLLFD_SIZE = 8;
  private static final int EVENTS = 4;
  private static final int REVENTS = 6;
  private static final short POLLIN = 1;
  private static final int MOST = Long.SIZE;

  private final Fd[] watched;

  /**
   * @param watched 1 to 64 descriptors; not owned
   */
  public Poll(Fd... watched) {
    if (watched.length == 0 || watched.length > MOST) {
      throw new IllegalArgumentException("1 to 64 descriptors, not " + watched.length);
    }
    this.watched = watched.clone();
  }

  /**
   * Waits. Closing a watched descriptor from another thread does not end the wait: signal an {@link
   * EventFd} for that.
   *
   * @param timeoutMillis -1 to wait for ever, 0 not to wait
   * @return bit i is set if descriptor i has something to read, an error, or a hang-up; 0 on
   *     timeout, and possibly earlier if a signal arrived
   */
  public long await(int timeoutMillis) throws PosixException {
    Scratch scratch = Scratch.mine();
    int held = 0;
    try {
      while (held < watched.length) {
        int number = watched[held].acquire("poll");
        put(scratch.memory, held++, number);
      }
      int ready = LibC.poll(scratch.address, watched.length, timeoutMillis);
      if (ready < 0 && Native.getLastError() != Errno.EINTR) {
        throw PosixException.last("poll", watched[0].name());
      }
      return ready > 0 ? readyBits(scratch.memory) : 0;
    } finally {
      while (held > 0) {
        watched[--held].release();
      }
    }
  }

  private static void put(ByteBuffer pollfds, int i, int number) {
    int at = i * POLLFD_SIZE;
    pollfds.putInt(at, number).putShort(at + EVENTS, POLLIN).putShort(at + REVENTS, (short) 0);
  }

  private long readyBits(ByteBuffer pollfds) {
    long bits = 0;
    for (int i = 0; i < watched.length; i++) {
      if (pollfds.getShort(i * POLLFD_SIZE + REVENTS) != 0) {
        bits |= 1L << i;
      }
    }
    return bits;
  }
}
