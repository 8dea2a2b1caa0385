package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.binding.Candidate;
import java.io.IOException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Version;

/**
 * A handler on a volume that others are on too, which answers now or later, throws now and then,
 * fails to open now and then, and reports each rule that is broken.
 */
final class ErraticHandler implements ScsiCmdHandler {
  private final AtomicReference<ErraticHandler> holder;
  private final Executor later;
  private final Queue<String> broken;
  private final Random random;
  private volatile boolean calm;
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * @param holder who has the volume open now
   * @param later answers commands on other threads
   * @param broken takes what must not happen
   * @param seed of its moods
   */
  ErraticHandler(
      AtomicReference<ErraticHandler> holder, Executor later, Queue<String> broken, long seed) {
    this.holder = holder;
    this.later = later;
    this.broken = broken;
    random = new Random(seed);
  }

  /** Throws nothing at a command, but all the more at other calls, which also take their time. */
  ErraticHandler calm() {
    calm = true;
    return this;
  }

  Candidate candidate(long serviceId) {
    return new Candidate(this, serviceId, 1, "disk", "erratic", Version.emptyVersion, 0, "", "");
  }

  @Override
  public VolumeInfo probe() throws IOException {
    if (calm && oneIn(20)) {
      throw new IOException("not seen");
    }
    return TestHandler.INFO;
  }

  @Override
  public void open() throws IOException {
    if (oneIn(4)) {
      throw new IOException("no luck");
    }
    ErraticHandler other = holder.getAndSet(this);
    if (other != null) {
      broken.add("opened while another holds the volume");
    }
  }

  @Override
  public void handle(ScsiCmd cmd) {
    inside.incrementAndGet();
    if (holder.get() != this) {
      broken.add("a command in a handler that does not hold the volume");
    }
    if (!calm && oneIn(50)) {
      inside.decrementAndGet();
      throw new IllegalStateException("erratic");
    }
    if (oneIn(2)) {
      later.execute(() -> answerLater(cmd));
    } else {
      answer(cmd);
    }
  }

  /** Now and then so late that a swap is abandoned for it. */
  private void answerLater(ScsiCmd cmd) {
    if (calm && oneIn(500)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    answer(cmd);
  }

  private void answer(ScsiCmd cmd) {
    if (holder.get() != this) {
      broken.add("the volume was let go of with a command inside");
    }
    inside.decrementAndGet();
    cmd.complete(ScsiResponse.good());
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return oneIn(2);
  }

  @Override
  public void flush() throws IOException {
    if (holder.get() != this) {
      broken.add("flushed without holding the volume");
    }
    if (calm && oneIn(20)) {
      throw new IOException("not flushed");
    }
  }

  @Override
  public void close() throws IOException {
    if (inside.get() != 0) {
      broken.add("closed with " + inside + " commands inside");
    }
    if (!holder.compareAndSet(this, null)) {
      broken.add("closed without holding the volume");
    }
    if (calm && oneIn(20)) {
      throw new IOException("not flushed at the close");
    }
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
