package io.sluice.tcmu.internal.ring;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees to it that no ring waits for a handler that blocks on its thread: gives the ring to a new
 * thread then. One thread for many rings, which looks often while there is work and seldom
 * otherwise.
 */
public final class RingWatch implements AutoCloseable {
  private static final long BUSY_NANOS = 20_000_000;
  private static final long QUIET_NANOS = 250_000_000;

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
  }

  void remove(RingServer server) {
    servers.remove(server);
  }

  private void run() {
    while (!closed) {
      boolean isBusy = false;
      for (RingServer server : servers) {
        isBusy |= server.check();
      }
      LockSupport.parkNanos(this, isBusy ? BUSY_NANOS : QUIET_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
