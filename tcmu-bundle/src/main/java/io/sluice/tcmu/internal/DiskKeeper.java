package io.sluice.tcmu.internal;

import io.sluice.tcmu.internal.kernel.Kernel;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the one disk of a process without a gateway, and mends what others do to it. A
 * backstore that is gone stays so.
 */
public final class DiskKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskKeeper.class);
  private static final long PAUSE_SECONDS = 5;

  private final KernelDisk disk;
  private final DiskWatch watch;
  private final Repairs repairs = new Repairs(TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
  private final AtomicBoolean isMending = new AtomicBoolean();
  private volatile String failure; // null while there is none

  /** Begins to look after it. */
  public DiskKeeper(Kernel kernel, KernelDisk disk) {
    this.disk = disk;
    watch = new DiskWatch(kernel.paths().dev());
    watch.add(this::look);
  }

  private void look() {
    try {
      Optional<Trouble> found = disk.look();
      if (found.isEmpty()) {
        failure = null;
      } else if (found.get() == Trouble.BACKSTORE_GONE) {
        failure = "the backstore was removed from the kernel by somebody else";
      } else {
        mendOnce(found.get());
      }
    } catch (IOException e) {
      LOG.debug("{}: can't be looked at: {}", disk.node(), e.getMessage());
    }
  }

  private void mendOnce(Trouble found) {
    long now = System.nanoTime();
    if (repairs.isTime(now) && isMending.compareAndSet(false, true)) {
      repairs.begin(now);
      LOG.warn("{} {}", disk.node(), found.text());
      Thread thread = new Thread(() -> mend(found), "sluice-disk-mend");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void mend(Trouble found) {
    try {
      disk.mend(found);
    } catch (IOException e) {
      failure = e.getMessage();
    } finally {
      isMending.set(false);
    }
  }

  /** Why the disk can't be used, where it can't be mended either; for a person. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void close() {
    watch.close();
  }
}
