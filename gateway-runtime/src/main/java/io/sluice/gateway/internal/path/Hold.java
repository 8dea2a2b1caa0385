package io.sluice.gateway.internal.path;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Commands parked at a closed gate: bounded in number and, each from its arrival, in time.
 *
 * <p>A command leaves in one of three ways: it is given back by {@link #release}, it is aborted, or
 * its time is up. Whoever takes it out of the list answers it, so it is answered once. Nothing is
 * answered under the lock.
 */
public final class Hold {
  /** What became of a command that was to be parked. */
  enum Parking {
    PARKED,
    /** There is no room. */
    FULL,
    /** There is no hold, because the gate is open. */
    NOT_HOLDING
  }

  /** A parked command. Compared by identity. */
  final class Held {
    final LunNexus nexus;
    final ScsiCmd cmd;
    final long arrived = System.nanoTime();

    private Held(LunNexus nexus, ScsiCmd cmd) {
      this.nexus = nexus;
      this.cmd = cmd;
    }

    private void abort() {
      if (take(this)) {
        cmd.complete(ScsiResponse.status(ScsiStatus.TASK_ABORTED));
      }
    }
  }

  private static final ScsiResponse BUSY = ScsiResponse.status(ScsiStatus.BUSY);
  private static final ScsiResponse BECOMING_READY =
      ScsiResponse.checkCondition(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);

  private final ScheduledExecutorService timer;
  private final Set<Held> parked = new LinkedHashSet<>(); // in order of arrival
  private HoldLimits limits;
  private boolean holding = true;
  private ScheduledFuture<?> expiry;
  private long longestNanos;

  // Since begin().
  private int heldSince;
  private long longestSince;

  public Hold(HoldLimits limits, ScheduledExecutorService timer) {
    this.limits = limits;
    this.timer = timer;
  }

  /** Parks a command. Unless it is PARKED, the caller still has to answer it. */
  Parking park(LunNexus nexus, ScsiCmd cmd) {
    Held held = new Held(nexus, cmd);
    // Set before others can hand the command on, since a handler sets its own.
    cmd.onAbort(held::abort);
    synchronized (this) {
      if (!holding) {
        return Parking.NOT_HOLDING;
      }
      if (parked.size() >= limits.commands()) {
        return Parking.FULL;
      }
      parked.add(held);
      heldSince++;
      scheduleExpiry();
    }
    if (cmd.isAborted()) { // perhaps before it was in the list
      held.abort();
    }
    return Parking.PARKED;
  }

  /** From now on commands are parked. */
  synchronized void begin() {
    holding = true;
    heldSince = 0;
    longestSince = 0;
  }

  /** Gives all parked commands to the caller, in order of arrival, and parks no more. */
  synchronized List<Held> release() {
    holding = false;
    List<Held> released = new ArrayList<>(parked);
    parked.clear();
    released.forEach(this::noteLength);
    return released;
  }

  /** Changes the limits, for those that are parked already too. */
  public synchronized void limit(HoldLimits newLimits) {
    limits = newLimits;
    if (expiry != null) {
      expiry.cancel(false);
      expiry = null;
    }
    scheduleExpiry();
  }

  /** For good: what is parked is answered as if its time were up, and nothing is parked again. */
  void shut() {
    limit(new HoldLimits(Duration.ZERO, 0));
    expire();
  }

  private synchronized boolean take(Held held) {
    boolean mine = parked.remove(held);
    if (mine) {
      noteLength(held);
    }
    return mine;
  }

  /** Under the lock: one timer task for the command that came first. */
  private void scheduleExpiry() {
    if (expiry == null && !parked.isEmpty()) {
      long age = System.nanoTime() - parked.iterator().next().arrived;
      long left = Math.max(0, limits.time().toNanos() - age);
      expiry = timer.schedule(this::expire, left, TimeUnit.NANOSECONDS);
    }
  }

  private void expire() {
    for (Held held : takeExpired()) {
      held.cmd.complete(
          held.cmd.cdb().opcode() == OperationCode.TEST_UNIT_READY ? BECOMING_READY : BUSY);
    }
  }

  private synchronized List<Held> takeExpired() {
    List<Held> expired = new ArrayList<>();
    long now = System.nanoTime();
    Iterator<Held> all = parked.iterator();
    while (all.hasNext()) {
      Held held = all.next();
      if (now - held.arrived < limits.time().toNanos()) {
        break;
      }
      all.remove();
      noteLength(held);
      expired.add(held);
    }
    expiry = null;
    scheduleExpiry();
    return expired;
  }

  private void noteLength(Held held) {
    long length = System.nanoTime() - held.arrived;
    longestNanos = Math.max(longestNanos, length);
    longestSince = Math.max(longestSince, length);
  }

  /** Answers all that is parked, but goes on parking. */
  void answerAll(ScsiResponse response) {
    List<Held> taken;
    synchronized (this) {
      taken = new ArrayList<>(parked);
      parked.clear();
      taken.forEach(this::noteLength);
    }
    taken.forEach(held -> held.cmd.complete(response));
  }

  /** How many commands were parked since {@link #begin}. */
  public synchronized int heldSince() {
    return heldSince;
  }

  /** The longest time that one of those was, or is, parked; nanoseconds. */
  public synchronized long longestSince() {
    return parked.isEmpty()
        ? longestSince
        : Math.max(longestSince, System.nanoTime() - parked.iterator().next().arrived);
  }

  /** What is parked now, in order of arrival. */
  synchronized List<ScsiCmd> commands() {
    return parked.stream().map(held -> held.cmd).toList();
  }

  /** How many are parked now. */
  public synchronized int size() {
    return parked.size();
  }

  /** The longest time that any command was, or is, parked; nanoseconds. */
  public synchronized long longestNanos() {
    return parked.isEmpty()
        ? longestNanos
        : Math.max(longestNanos, System.nanoTime() - parked.iterator().next().arrived);
  }
}
