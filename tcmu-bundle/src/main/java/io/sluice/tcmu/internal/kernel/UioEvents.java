package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.Fd;
import io.sluice.posix.PosixException;
import io.sluice.posix.ReadyWatch;
import io.sluice.tcmu.internal.ring.RingThreads;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the events of all devices that have nothing to do, with one thread; with none where
 * there is no such device.
 */
final class UioEvents {
  private static final Logger LOG = LoggerFactory.getLogger(UioEvents.class);

  private static final RingThreads THREADS = new RingThreads("sluice-uio-events");

  private record Waiting(Fd fd, Runnable action) {}

  private final Map<Long, Waiting> waiting = new HashMap<>(); // by this, as all below
  private ReadyWatch watch;
  private long lastKey;

  /** Has the action run once, on another thread, when there is an event or if there is one. */
  synchronized void onNext(Fd fd, Runnable action) throws PosixException {
    if (watch == null) {
      start();
    }
    long key = ++lastKey;
    watch.add(fd, key);
    waiting.put(key, new Waiting(fd, action));
  }

  private void start() throws PosixException {
    ReadyWatch mine = new ReadyWatch();
    try {
      THREADS.newThread(() -> serve(mine)).start();
    } catch (OutOfMemoryError noThread) {
      mine.close();
      throw noThread;
    }
    watch = mine;
  }

  private void serve(ReadyWatch mine) {
    try (mine) {
      do {
        for (long key : mine.await()) {
          take(mine, key).action().run();
        }
      } while (!endIfNoneWaits());
    } catch (PosixException | RuntimeException | Error e) {
      LOG.error("The events of idle devices can't be waited for; each gets a thread again", e);
      giveUp();
    }
  }

  private synchronized Waiting take(ReadyWatch mine, long key) {
    Waiting ready = waiting.remove(key);
    try {
      mine.remove(ready.fd());
    } catch (PosixException e) {
      LOG.debug("{} was closed while it was waited for: {}", ready.fd(), e.getMessage());
    }
    return ready;
  }

  private synchronized boolean endIfNoneWaits() {
    if (waiting.isEmpty()) {
      watch = null;
    }
    return waiting.isEmpty();
  }

  private synchronized void giveUp() {
    watch = null;
    waiting.values().forEach(each -> each.action().run());
    waiting.clear();
  }
}
