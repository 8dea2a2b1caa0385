package io.sluice.tcmu.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has disks looked after: at once when a device comes or goes, where {@code /dev} tells of it (the
 * kernel's own does), and after some time anyway. One thread for all disks.
 */
public final class DiskWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final long PERIOD_MILLIS = 1_000;
  private static final long END_MILLIS = 5_000;

  private final CopyOnWriteArrayList<Runnable> looks = new CopyOnWriteArrayList<>();
  private final WatchService events; // null where there are none
  private final long periodMillis;

  /** Held by who looks. */
  private final Object looking = new Object();

  /** How many looks have begun, the last of them perhaps not over yet. */
  private final AtomicLong begun = new AtomicLong();

  private final Thread thread;
  private volatile boolean closed;

  /** Starts it, over the folder of device files. */
  public DiskWatch(Path dev) {
    this(dev, PERIOD_MILLIS);
  }

  DiskWatch(Path dev, long periodMillis) {
    this.periodMillis = periodMillis;
    events = eventsOf(dev);
    thread = new Thread(this::run, "sluice-disk-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static WatchService eventsOf(Path dev) {
    try {
      WatchService service = dev.getFileSystem().newWatchService();
      dev.register(
          service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
      return service;
    } catch (IOException e) {
      LOG.info("{} tells of no changes ({}); looked at each second", dev, e.getMessage());
      return null;
    }
  }

  /**
   * @param look quick, and waits for nobody
   */
  void add(Runnable look) {
    looks.add(look);
  }

  void remove(Runnable look) {
    looks.remove(look);
  }

  /**
   * Has looked at all disks when it returns, on the caller's thread or another's. Of many that want
   * it at once, one looks for all: else each disk that comes would cost a look at all others.
   */
  void look() {
    long mine = begun.get() + 1;
    synchronized (looking) {
      if (begun.get() < mine) { // else a look that has begun since is over
        begun.incrementAndGet();
        lookAtEach();
      }
    }
  }

  private void lookAtEach() {
    for (Runnable look : looks) {
      try {
        look.run();
      } catch (RuntimeException e) {
        LOG.error("bug in looking after a disk", e);
      }
    }
  }

  private void run() {
    while (!closed) {
      long begin = System.nanoTime();
      look();
      // Many disks that come at once are not looked at for each: at most half of the time is spent.
      LockSupport.parkNanos(System.nanoTime() - begin);
      await();
    }
  }

  private void await() {
    try {
      if (events == null) {
        TimeUnit.MILLISECONDS.sleep(periodMillis);
        return;
      }
      WatchKey key = events.poll(periodMillis, TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.debug("the watch over disks is woken: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (events != null) {
      try {
        events.close();
      } catch (IOException e) {
        LOG.debug("the watch over devices: {}", e.getMessage());
      }
    }
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
