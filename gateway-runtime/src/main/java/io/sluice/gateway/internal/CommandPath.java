package io.sluice.gateway.internal;

import io.sluice.backend.CompletionListener;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Workers;
import io.sluice.gateway.internal.unit.UnitState;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every command of one logical unit: unit attention, gate (or hold), workers, handler,
 * and back.
 *
 * <p>{@link #execute} may be called on any thread; {@link #open}, {@link #close} and {@link
 * #awaitDrained} on the control thread only.
 */
final class CommandPath implements CompletionListener {
  private static final Logger LOG = LoggerFactory.getLogger(CommandPath.class);
  private static final ScsiResponse TASK_SET_FULL = ScsiResponse.status(ScsiStatus.TASK_SET_FULL);

  private final Gate gate = new Gate();
  private final InFlight inFlight = new InFlight();
  private final LunStatistics statistics = new LunStatistics();
  private final LatencySampler latency;
  private final Hold hold;
  private final UnboundAnswers unbound;
  private final UnitState unit;
  private volatile Workers workers;

  // The two ways on from the gate; made once, not for each command.
  private final BiConsumer<ScsiCmdHandler, ScsiCmd> here = this::run;
  private final BiConsumer<ScsiCmdHandler, ScsiCmd> elsewhere = this::handOver;

  /**
   * @param unit makes the unit's state from what tells the commands that are held or in the handler
   */
  CommandPath(
      Hold hold,
      UnboundAnswers unbound,
      Function<Supplier<List<ScsiCmd>>, UnitState> unit,
      Workers workers,
      CoarseClock clock) {
    this.unit = unit.apply(this::commandsTaken);
    this.hold = hold;
    this.unbound = unbound;
    this.workers = workers;
    latency = new LatencySampler(clock, statistics);
  }

  /** Takes a command; it is answered exactly once, now or later. */
  void execute(LunNexus nexus, ScsiCmd cmd) {
    if (!tryAnswer(nexus, cmd)) {
      pass(nexus, cmd, here);
    }
  }

  /** As {@link #execute}, but never on the calling thread. */
  void executeElsewhere(LunNexus nexus, ScsiCmd cmd) {
    if (!tryAnswer(nexus, cmd)) {
      pass(nexus, cmd, elsewhere);
    }
  }

  /**
   * Answers what does not need a handler: what reservations refuse, what reports a unit attention
   * condition, and commands about the logical unit itself. Returns whether the command is answered.
   */
  private boolean tryAnswer(LunNexus nexus, ScsiCmd cmd) {
    return unit.tryRefuse(nexus, cmd) || nexus.tryReportAttention(cmd) || unit.tryAnswer(cmd);
  }

  private void pass(LunNexus nexus, ScsiCmd cmd, BiConsumer<ScsiCmdHandler, ScsiCmd> way) {
    while (true) {
      ScsiCmdHandler handler = gate.enter();
      if (handler != null) {
        countIn(cmd);
        if (!unit.tryRefuse(nexus, cmd)) { // a reservation may have come before it was counted in
          way.accept(handler, cmd);
        }
        return;
      }
      if (unbound.tryAnswer(cmd)) {
        return;
      }
      switch (hold.park(nexus, cmd)) {
        case PARKED -> {
          return;
        }
        case FULL -> {
          cmd.complete(TASK_SET_FULL);
          return;
        }
        case NOT_HOLDING -> Thread.onSpinWait(); // the gate was opened meanwhile
      }
    }
  }

  private void countIn(ScsiCmd cmd) {
    cmd.onCompletion(this, inFlight.add(cmd, latency.begin()));
  }

  private void run(ScsiCmdHandler handler, ScsiCmd cmd) {
    while (true) {
      Workers now = workers;
      try {
        now.execute(handler, cmd);
        return;
      } catch (RejectedExecutionException e) {
        requireReplaced(now, e);
      }
    }
  }

  private void handOver(ScsiCmdHandler handler, ScsiCmd cmd) {
    while (true) {
      Workers now = workers;
      try {
        now.handOver(handler, cmd);
        return;
      } catch (RejectedExecutionException e) {
        requireReplaced(now, e);
      }
    }
  }

  /** Workers refuse when they are closed, and are closed only once others have taken over. */
  private void requireReplaced(Workers closed, RejectedExecutionException e) {
    if (closed == workers) {
      throw e;
    }
  }

  @Override
  public void completed(ScsiCmd cmd, ScsiResponse response) {
    int slot = cmd.mark();
    statistics.count(cmd, response);
    latency.end(slot == InFlight.NO_SLOT ? inFlight.remove(cmd) : inFlight.remove(slot));
    gate.leave();
  }

  /** Opens the gate and serves what was held. */
  void open(ScsiCmdHandler handler) {
    unbound.refuseWith(null);
    gate.open(new TracedHandler(handler, inFlight));
    serveHeld();
  }

  /** Opens the gate again to the handler whose commands did not all come back. */
  void reopen() {
    gate.reopen();
    serveHeld();
  }

  /**
   * Fails what is held and what comes, as long as the gate is closed: nothing will be well before a
   * person does something.
   */
  void refuse(SenseData reason) {
    unbound.refuseWith(reason);
    hold.answerAll(ScsiResponse.checkCondition(reason));
  }

  private void serveHeld() {
    for (Hold.Held held : hold.release()) {
      try {
        serve(held);
      } catch (RuntimeException e) { // a transport's, and no reason to lose the others
        LOG.error("{}: could not be taken up again", held.cmd, e);
      }
    }
  }

  private void serve(Hold.Held held) {
    if (!tryAnswer(held.nexus, held.cmd)) {
      ScsiCmdHandler handler = gate.enter(); // open, since nobody else closes it
      countIn(held.cmd);
      if (!unit.tryRefuse(held.nexus, held.cmd)) {
        handOver(handler, held.cmd);
      }
    }
  }

  /** Lets no command to the handler any more. Those that are there stay until they are answered. */
  void close() {
    hold.begin();
    gate.close();
  }

  /** Waits until the last command has left the handler. Returns whether it did in time. */
  boolean awaitDrained(long nanos) {
    return gate.awaitDrained(nanos);
  }

  /** Changes how many of the pool's threads may be used at once. */
  void replaceWorkers(int threads, Executor pool) {
    Workers before = workers;
    workers = Workers.on(pool, threads);
    before.close();
  }

  /** For good: what is held, and all that comes, is answered so that it is tried again. */
  void shut() {
    hold.shut();
    workers.close();
  }

  Hold hold() {
    return hold;
  }

  boolean isOpen() {
    return gate.isOpen();
  }

  int inFlight() {
    return gate.inFlight();
  }

  /** The commands that are in the handler, the oldest first. */
  List<InFlight.Entry> commandsInFlight() {
    return inFlight.entries(System.nanoTime());
  }

  private List<ScsiCmd> commandsTaken() {
    List<ScsiCmd> taken = new ArrayList<>(hold.commands());
    commandsInFlight().forEach(entry -> taken.add(entry.cmd()));
    return taken;
  }

  /** Reservations, mode parameters, and the commands about these. */
  UnitState unit() {
    return unit;
  }

  LunStatistics statistics() {
    return statistics;
  }
}
