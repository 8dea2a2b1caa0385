package io.sluice.posix;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Waits for events on a few descriptors and reports each event once: epoll(7), edge-triggered.
 * Unlike {@link Poll}, it does not need a read before it waits again, which saves a system call per
 * wait.
 */
public final class EventWatch implements Closeable {
  private static final int EPOLL_CLOEXEC = OpenFlags.O_CLOEXEC;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLLIN = 0x001;
  private static final int EPOLLET = 1 << 31;
  private static final int MOST = Long.SIZE;

  // struct epoll_event: uint32_t events, uint64_t data; packed on x86-64 only
  private static final int DATA = Platform.isIntel() ? 4 : 8;
  private static final int EVENT_SIZE = DATA + Long.BYTES;

  private final Fd epoll;
  private final int count;

  /**
   * Begins to watch; an event that already occurred is reported by the first {@link #await}.
   *
   * @param watched 1 to 64 descriptors, not owned; they must not be closed before this object
   */
  public EventWatch(Fd... watched) throws PosixException {
    if (watched.length == 0 || watched.length > MOST) {
      throw new IllegalArgumentException("1 to 64 descriptors, not " + watched.length);
    }
    int number = LibC.epoll_create1(EPOLL_CLOEXEC);
    if (number < 0) {
      throw PosixException.last("epoll_create1", "");
    }
    epoll = new Fd(number, "epoll");
    count = watched.length;
    try {
      for (int i = 0; i < watched.length; i++) {
        add(i, watched[i]);
      }
    } catch (PosixException e) {
      epoll.close();
      throw e;
    }
  }

  /**
   * A descriptor that is readable while an event is unreported, for watching it along with others.
   */
  public Fd fd() {
    return epoll;
  }

  private void add(int i, Fd fd) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.memory.putInt(0, EPOLLIN | EPOLLET).putLong(DATA, i);
    int epollNumber = epoll.acquire("epoll_ctl");
    try {
      int number = fd.acquire("epoll_ctl");
      try {
        if (LibC.epoll_ctl(epollNumber, EPOLL_CTL_ADD, number, scratch.address) < 0) {
          throw PosixException.last("epoll_ctl", fd.name());
        }
      } finally {
        fd.release();
      }
    } finally {
      epoll.release();
    }
  }

  /**
   * Waits for the next event.
   *
   * @param timeoutMillis -1 to wait for ever, 0 not to wait
   * @return bit i is set if descriptor i had an event since its last report; 0 on timeout, and
   *     possibly earlier if a signal arrived
   */
  public long await(int timeoutMillis) throws PosixException {
    Scratch scratch = Scratch.mine();
    int number = epoll.acquire("epoll_wait");
    try {
      int ready = LibC.epoll_wait(number, scratch.address, count, timeoutMillis);
      if (ready < 0 && Native.getLastError() != Errno.EINTR) {
        throw PosixException.last("epoll_wait", epoll.name());
      }
      return bits(scratch.memory, ready);
    } finally {
      epoll.release();
    }
  }

  private static long bits(ByteBuffer events, int ready) {
    long bits = 0;
    for (int i = 0; i < ready; i++) {
      bits |= 1L << events.getLong(i * EVENT_SIZE + DATA);
    }
    return bits;
  }

  @Override
  public void close() throws PosixException {
    epoll.close();
  }
}
