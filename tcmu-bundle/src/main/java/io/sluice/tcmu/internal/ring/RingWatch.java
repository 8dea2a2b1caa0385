package io.sluice.tcmu.internal.ring;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees to it that no ring waits for a handler that blocks on its thread, and gives the ring to a
 * new thread then; and that no ring keeps a thread that has nothing to do. One thread for many
 * rings, which looks often while there is work, seldom otherwise, and not at all while all rest.
 */
public final class RingWatch implements AutoCloseable {
  private static final long BUSY_NANOS = 20_000_000;
  private static final long QUIET_NANOS = 250_000_000;

  /** So many times in a row nothing was seen to happen before a ring is left without a thread. */
  private static final int LOOKS_UNTIL_REST = 4;

  private final CopyOnWriteArrayList<RingServer> servers = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Starts it. */
  public RingWatch() {
    thread = new RingThreads("sluice-ring-watch").newThread(this::run);
    thread.start();
  }

  void add(RingServer server) {
    servers.add(server);
    look();
  }

  /** A ring does not rest any more. */
  void look() {
    LockSupport.unpark(thread);
  }

  void remove(RingServer server) {
    servers.remove(server);
  }

  private void run() {
    while (!closed) {
      RingServer.Doing most = RingServer.Doing.RESTING;
      for (RingServer server : servers) {
        RingServer.Doing doing = server.check(LOOKS_UNTIL_REST);
        most = doing.compareTo(most) > 0 ? doing : most;
      }
      switch (most) {
        case RESTING -> LockSupport.park(this);
        case WAITING -> LockSupport.parkNanos(this, QUIET_NANOS);
        case WORKING -> LockSupport.parkNanos(this, BUSY_NANOS);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
