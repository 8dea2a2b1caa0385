package io.sluice.iscsi.internal;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmd;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk of memory that says it does not block, so that it runs on the thread that reads the
 * connection, and then does where a test wants it to.
 */
public final class HangingHandler extends BlockStoreCmdHandler {
  /** Commands from this block on hang until {@link #release}. */
  public static final int HANGS_FROM = 1000;

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private final Queue<ScsiCmd> taken = new ConcurrentLinkedQueue<>();

  public HangingHandler() {
    super(new RamVolume(1 << 20, 512));
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return false;
  }

  @Override
  public void handle(ScsiCmd cmd) {
    taken.add(cmd);
    if (cmd.cdb().lba() >= HANGS_FROM) {
      hanging.incrementAndGet();
      awaitUninterruptibly(release);
      hanging.decrementAndGet();
    }
    super.handle(cmd);
  }

  public static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // of no interest here
      }
    }
  }

  /** How many commands hang. */
  public int hanging() {
    return hanging.get();
  }

  /** All that it was given, in that order. */
  public Queue<ScsiCmd> taken() {
    return taken;
  }

  /** Nothing hangs any more. */
  public void release() {
    release.countDown();
  }
}
