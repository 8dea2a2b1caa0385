package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandKind;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counters and latency of one logical unit, since it was made. Counting takes no lock and, but for
 * the adders' cells under first contention, no memory.
 */
final class LunStatistics {
  private static final long SHORTEST_NANOS = 1_000;
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 2;

  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder others = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final ErrorLog hardwareErrors = new ErrorLog();
  private final ErrorLog mediumErrors = new ErrorLog();
  private final ErrorLog slowCommands = new ErrorLog();
  private final Recorder recorder = new Recorder(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
  private final Histogram latency = new Histogram(SHORTEST_NANOS, LONGEST_NANOS, DIGITS);
  private Histogram interval;
  private volatile LunFailure failure;

  /** Counts a command that a handler has answered. */
  void count(ScsiCmd cmd, ScsiResponse response) {
    boolean good = response.status() == ScsiStatus.GOOD;
    CommandKind kind = CommandKind.of(cmd.cdb());
    switch (kind) {
      case READ -> {
        reads.increment();
        bytesRead.add(good ? cmd.dataIn().length() - response.residual() : 0);
      }
      case WRITE -> {
        writes.increment();
        bytesWritten.add(good ? cmd.dataOut().length() : 0);
      }
      case OTHER -> others.increment();
    }
    if (!good) {
      errors.increment();
      countSense(response.sense());
      if (LunFailure.isOne(response.sense())) {
        failure = new LunFailure(kind, response.sense(), System.nanoTime());
      }
    } else {
      LunFailure last = failure; // read once: other threads count too
      if (last != null && last.isEndedBy(kind)) {
        failure = null;
      }
    }
  }

  private void countSense(SenseData sense) {
    if (sense != null && sense.key() == SenseKey.HARDWARE_ERROR) {
      hardwareErrors.add(System.nanoTime());
    } else if (sense != null && sense.key() == SenseKey.MEDIUM_ERROR) {
      mediumErrors.add(System.nanoTime());
    }
  }

  /** The errors until now. */
  ErrorMark errors() {
    long now = System.nanoTime();
    return new ErrorMark(hardwareErrors.mark(now), mediumErrors.mark(now), slowCommands.mark(now));
  }

  /** A command is not answered for longer than is normal. */
  void countSlow() {
    slowCommands.add(System.nanoTime());
  }

  /** How many commands have become slow since, beyond as many as did in that time before. */
  long newSlow(ErrorMark since, Duration window) {
    return slowCommands.beyond(since.slow(), window);
  }

  /** How many errors have come since, of each kind beyond as many as came in that time before. */
  long newErrors(ErrorMark since, Duration window) {
    return hardwareErrors.beyond(since.hardware(), window)
        + mediumErrors.beyond(since.medium(), window);
  }

  /** The last command that failed for what is behind the logical unit; empty when that is over. */
  Optional<LunFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /** Records how long each of that many commands was in its handler. */
  void countLatency(long nanos, int commands) {
    recorder.recordValueWithCount(Math.min(nanos, LONGEST_NANOS), commands);
  }

  /** What was counted until now. */
  synchronized LunCounters counters() {
    addInterval();
    return new LunCounters(
        reads.sum(),
        writes.sum(),
        others.sum(),
        bytesRead.sum(),
        bytesWritten.sum(),
        errors.sum(),
        latency.getValueAtPercentile(50),
        latency.getValueAtPercentile(99),
        latency.getTotalCount() == 0 ? 0 : latency.getMaxValue());
  }

  /** Times in the handler until now, in nanoseconds; the caller's own. */
  synchronized Histogram latency() {
    addInterval();
    return latency.copy();
  }

  private void addInterval() {
    interval = recorder.getIntervalHistogram(interval);
    latency.add(interval);
  }
}
