package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits for what a change of a LUN is to bring about, and no longer than it may still come. */
final class SwapWatch {
  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final long POLL_MILLIS = 50;

  private final LogicalUnits logicalUnits;
  private final String lun;
  private final Instant since;

  /** Begins before the change. */
  SwapWatch(LogicalUnits logicalUnits, String lun) {
    this.logicalUnits = logicalUnits;
    this.lun = lun;
    since = lastSwap().map(SwapRecord::when).orElse(Instant.MIN);
  }

  /** Waits, whatever swaps there are. */
  void await(BooleanSupplier condition) throws IOException {
    await(condition, swap -> false);
  }

  /**
   * Waits for what a swap is to bring about.
   *
   * @param meant which swaps those are
   * @throws IOException when such a one, since the beginning, did not succeed, with its reason;
   *     when the LUN is STUCK; past the bound
   */
  void await(BooleanSupplier condition, Predicate<SwapRecord> meant) throws IOException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      Optional<SwapRecord> failed =
          lastSwap().filter(swap -> swap.when().isAfter(since) && !swap.isDone()).filter(meant);
      if (failed.isPresent()) {
        throw new IOException(failed.get().reason());
      }
      LunView now = new Luns(logicalUnits).get(lun);
      if (now.state() == LunView.State.STUCK) {
        throw new IOException("the LUN is STUCK: " + now.reason() + "; see lun:why " + lun);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the change did not take effect within %d s, and %s is %s %s; see lun:why %s"
                .formatted(BOUND.toSeconds(), lun, now.state(), now.reason(), lun));
      }
      Pause.millis(POLL_MILLIS);
    }
  }

  private Optional<SwapRecord> lastSwap() {
    return new Luns(logicalUnits)
        .find(lun)
        .flatMap(LunView::detail)
        .map(LunView.Detail::history)
        .filter(history -> !history.isEmpty())
        .map(history -> history.get(history.size() - 1));
  }
}
