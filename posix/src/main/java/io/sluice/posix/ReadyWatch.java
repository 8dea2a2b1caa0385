package io.sluice.posix;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Waits until any of many descriptors is ready, while descriptors are added and removed: epoll(7),
 * one-shot. One thread waits; any thread may add.
 */
public final class ReadyWatch implements Closeable {
  private static final int EPOLL_CLOEXEC = OpenFlags.O_CLOEXEC;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 0x001;
  private static final int EPOLLONESHOT = 1 << 30;
  private static final int MOST_AT_ONCE = 32;

  // struct epoll_event: uint32_t events, uint64_t data; packed on x86-64 only
  private static final int DATA = Platform.isIntel() ? 4 : 8;
  private static final int EVENT_SIZE = DATA + Long.BYTES;

  private final Fd epoll;

  public ReadyWatch() throws PosixException {
    int number = LibC.epoll_create1(EPOLL_CLOEXEC);
    if (number < 0) {
      throw PosixException.last("epoll_create1", "");
    }
    epoll = new Fd(number, "epoll");
  }

  /**
   * Adds a descriptor, until it is removed. {@link #await} reports it once: when it next becomes
   * readable, or at once if it already is.
   *
   * @param fd not owned
   * @param key the key that {@link #await} returns for it
   */
  public void add(Fd fd, long key) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.memory.putInt(0, EPOLLIN | EPOLLONESHOT).putLong(DATA, key);
    control(EPOLL_CTL_ADD, fd, scratch.address);
  }

  /** Removes a descriptor, whether or not it was reported. */
  public void remove(Fd fd) throws PosixException {
    control(EPOLL_CTL_DEL, fd, Scratch.mine().address);
  }

  private void control(int operation, Fd fd, long event) throws PosixException {
    int epollNumber = epoll.acquire("epoll_ctl");
    try {
      int number = fd.acquire("epoll_ctl");
      try {
        if (LibC.epoll_ctl(epollNumber, operation, number, event) < 0) {
          throw PosixException.last("epoll_ctl", fd.name());
        }
      } finally {
        fd.release();
      }
    } finally {
      epoll.release();
    }
  }

  /** Waits for one or more descriptors. Returns their keys; possibly none if a signal arrived. */
  public long[] await() throws PosixException {
    Scratch scratch = Scratch.mine();
    int number = epoll.acquire("epoll_wait");
    try {
      int ready = LibC.epoll_wait(number, scratch.address, MOST_AT_ONCE, -1);
      if (ready < 0 && Native.getLastError() != Errno.EINTR) {
        throw PosixException.last("epoll_wait", epoll.name());
      }
      return keys(scratch.memory, Math.max(0, ready));
    } finally {
      epoll.release();
    }
  }

  private static long[] keys(ByteBuffer events, int ready) {
    long[] keys = new long[ready];
    for (int i = 0; i < ready; i++) {
      keys[i] = events.getLong(i * EVENT_SIZE + DATA);
    }
    return keys;
  }

  @Override
  public void close() throws PosixException {
    epoll.close();
  }
}
