package io.sluice.gateway.internal;

import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.BindingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of all logical units, with the gateway: all at once, each drained, flushed and closed,
 * and none of them held up by another. One whose handler hangs is left to the end of the process,
 * which alone can set its volume free: as soon as that is known, and not before the others are
 * done.
 */
final class LunShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(LunShutdown.class);
  private static final long LOOK_MILLIS = 10;

  private final long began = System.nanoTime();
  private final List<Lun> open;

  LunShutdown(Collection<Lun> luns) {
    open = new ArrayList<>(luns);
  }

  /** Does it. */
  void run() throws InterruptedException {
    open.forEach(lun -> lun.control().beginStop());
    while (true) {
      open.removeIf(LunShutdown::isDone);
      if (open.stream().allMatch(this::isGivenUp)) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    open.forEach(LunShutdown::leave);
  }

  private static boolean isDone(Lun lun) {
    boolean done = lun.control().hasStopped();
    if (done) {
      lun.shut();
    }
    return done;
  }

  private boolean isGivenUp(Lun lun) {
    return isStuck(lun) || hasSlowCommandsOnly(lun) || age() > lun.control().stopBound().toNanos();
  }

  private long age() {
    return System.nanoTime() - began;
  }

  /** It has become so by this stop, or has been for longer than this stop would wait. */
  private boolean isStuck(Lun lun) {
    BindingStatus status = lun.control().status();
    Duration drain = lun.config().swapBounds().handler();
    long since = System.nanoTime() - status.since();
    return status.state() == BindingState.STUCK && (since < age() || since > drain.toNanos());
  }

  /** Flushed, and what is left inside has had its time already. */
  private static boolean hasSlowCommandsOnly(Lun lun) {
    int inFlight = lun.path().inFlight();
    return lun.control().status().state() == BindingState.DRAINING
        && inFlight > 0
        && lun.slow().now().size() >= inFlight;
  }

  private static void leave(Lun lun) {
    LOG.error(
        "{}: the gateway ends while its handler is at work, as after a crash: {}{}",
        lun,
        lun.path().commandsInFlight(),
        lun.calls().underWay());
    lun.shut();
  }
}
