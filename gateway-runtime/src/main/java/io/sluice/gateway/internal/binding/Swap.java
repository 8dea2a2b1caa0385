package io.sluice.gateway.internal.binding;

import io.sluice.backend.PreparingException;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.binding.SwapStep.Ends;
import io.sluice.gateway.internal.binding.SwapStep.Outcome;
import io.sluice.gateway.internal.path.CommandPath;
import io.sluice.gateway.internal.path.InFlight;
import io.sluice.gateway.internal.path.VolumeChanges;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One change of a logical unit's handler, from the look at the next one until the gate is open
 * again, or until there is nobody to open it to. {@link SwapStep} says what follows on what; this
 * does it, on the control thread.
 */
public final class Swap {
  private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
  private static final double NANOS_PER_MS = 1e6;

  /**
   * From what to what.
   *
   * @param from the handler that serves; null for none
   * @param to the handler that is to serve, which may be the same; null for none
   * @param fromStays whether {@code from} may serve on or again, as of now
   * @param why for a person
   * @param consent what a person has said to it
   */
  record Plan(
      Candidate from, Candidate to, BooleanSupplier fromStays, String why, Consent consent) {
    Ends ends() {
      boolean stays = from != null && fromStays.getAsBoolean();
      return new Ends(from != null, stays, to != null, isReopening());
    }

    boolean isReopening() {
      return from != null && from.isSameService(to);
    }
  }

  /** What a person has said to a swap. */
  enum Consent {
    /** Nobody has asked for it: only another way to the volume that was served may serve. */
    NONE,
    /** This handler is to serve. */
    ASKED,
    /** Also where the volume is smaller, or has not what was written. */
    FORCED;

    static Consent toReopen(boolean force) {
      return force ? FORCED : NONE;
    }

    static Consent toBind(boolean force) {
      return force ? FORCED : ASKED;
    }
  }

  /** Hears how it goes. */
  interface Progress {
    void at(SwapStep step);

    /** The step has had its time, and must be waited for. */
    void late(SwapStep step, String reason);
  }

  private final LunParts lun;
  private final Plan plan;
  private final SwapBounds bounds;
  private final Progress progress;
  private final boolean opensGate;
  private final Instant when = Instant.now();
  private long closedAt = System.nanoTime();
  private boolean atGate;
  private boolean closedGate;
  private boolean drained;
  private String reason = "";
  private volatile VolumeInfo info;
  private Missing missing = Missing.NOTHING;
  private boolean openIsLate;
  private volatile long limit = Long.MAX_VALUE;
  private volatile boolean preparing;
  private volatile boolean contentIsLost;
  private volatile boolean isOtherVolume;

  /**
   * @param opensGate whether commands are served when it has ended; false while the logical unit is
   *     suspended
   */
  Swap(LunParts lun, Plan plan, SwapBounds bounds, Progress progress, boolean opensGate) {
    this.lun = lun;
    this.plan = plan;
    this.bounds = bounds;
    this.progress = progress;
    this.opensGate = opensGate;
  }

  /** Does it. */
  SwapRecord run() {
    Ends ends = plan.ends();
    SwapStep step = SwapStep.first(ends);
    while (!step.isEnd()) {
      ends = plan.ends();
      if (step == SwapStep.DRAIN) {
        closeGate();
      }
      progress.at(step);
      step = step.next(perform(step, ends), ends);
    }
    boolean gateMoved = closedGate || step == SwapStep.COMMITTED;
    end(step);
    CommandPath path = lun.path();
    return new SwapRecord(
        when,
        plan.from() == null ? HandlerRef.NONE : plan.from().ref(),
        plan.to() == null ? HandlerRef.NONE : plan.to().ref(),
        plan.why(),
        gateMoved ? path.hold().heldSince() : 0,
        gateMoved ? path.hold().longestSince() / NANOS_PER_MS : 0,
        gateMoved ? (System.nanoTime() - closedAt) / NANOS_PER_MS : 0,
        SwapResult.of(step),
        reason);
  }

  /** What the handler before has not given back, where the swap was abandoned for that. */
  Missing missing() {
    return missing;
  }

  /** What was probed last; null where nothing was. */
  VolumeInfo info() {
    return info;
  }

  /** Whether it was refused because what was written is not in the next volume. */
  boolean contentIsLost() {
    return contentIsLost;
  }

  /** Whether it was refused because another configuration gives the name to another volume. */
  boolean isOtherVolume() {
    return isOtherVolume;
  }

  /** Whether the next volume is being made ready, and is to be asked again soon. */
  boolean isPreparing() {
    return preparing;
  }

  private Outcome perform(SwapStep step, Ends ends) {
    if (step == SwapStep.DRAIN) {
      return drain(step.mustEnd(ends));
    }
    HandlerCalls.Call<?> call = lun.calls().begin(describe(step), body(step));
    boolean ended = await(call, step, step.mustEnd(ends));
    if (!ended && step == SwapStep.PROBE) { // it may be waiting for what it can tell of at once
      call.interrupt();
      ended = await(call, step, false);
    }
    if (!ended) {
      return late(step, call);
    }
    try {
      Object result = call.result();
      if (result instanceof VolumeInfo probed) {
        info = probed;
      }
      return Outcome.DONE;
    } catch (IOException e) {
      failed(step, e);
      return Outcome.FAILED;
    }
  }

  private Callable<?> body(SwapStep step) {
    return switch (step) {
      case PROBE -> this::claimAndProbe;
      case PREPARE ->
          () -> {
            FlushRounds.run(plan.from().handler());
            return null;
          };
      case FLUSH ->
          () -> {
            plan.from().handler().flush();
            return null;
          };
      case CLOSE -> () -> close(plan.from());
      case OPEN ->
          () -> {
            plan.to().handler().open();
            return null;
          };
      case CHECK -> this::checkAgain;
      case UNDO -> () -> close(plan.to());
      case RETURN -> this::openAgain;
      default -> throw new IllegalStateException(step + " calls no handler");
    };
  }

  private VolumeInfo claimAndProbe() throws IOException {
    Candidate to = plan.to();
    if (!plan.isReopening()) {
      Optional<String> holder = lun.candidates().claims().take(to, lun.name());
      if (holder.isPresent()) {
        throw new IOException(taken(to, holder.get()));
      }
    }
    VolumeInfo probed = to.handler().probe();
    requireAskedOrSame(to, probed);
    VolumeInfo served = lun.size().served(probed);
    limit = limit(probed, served);
    if (!to.handler().limit(limit)) { // it serves all that there is
      limit = Long.MAX_VALUE;
      served = probed;
    }
    return requireFit(served);
  }

  private void requireAskedOrSame(Candidate to, VolumeInfo probed) throws IOException {
    if (plan.consent() != Consent.NONE) {
      return;
    }
    Optional<String> objection = lun.served().objection(to, probed, plan.from() != null);
    if (objection.isPresent()) {
      isOtherVolume = true;
      throw new IOException(objection.get());
    }
  }

  private static long limit(VolumeInfo probed, VolumeInfo served) {
    return served.equals(probed) ? Long.MAX_VALUE : served.geometry().blocks();
  }

  /** Why no force helps. */
  static String taken(Candidate candidate, String holder) {
    return "handler '%s' serves LUN %s already, and one LUN at a time: lun:bind %s to another first, or lun:remove it"
        .formatted(candidate.name(), holder, holder);
  }

  private VolumeInfo requireFit(VolumeInfo probed) throws IOException {
    boolean force = plan.consent() == Consent.FORCED;
    Optional<String> why =
        lun.announcements()
            .info()
            .flatMap(before -> VolumeChanges.incompatibility(before, probed, force));
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
    Optional<String> loss = force ? Optional.empty() : lun.content().loss(probed);
    if (loss.isPresent()) {
      info = probed;
      contentIsLost = true;
      throw new IOException(loss.get());
    }
    return probed;
  }

  /** And keeps in mind what it serves from now on, before the first command. */
  private VolumeInfo checkAgain() throws IOException {
    VolumeInfo probed = plan.to().handler().probe();
    VolumeInfo now = requireFit(probed.withBlocks(limit));
    if (limit != Long.MAX_VALUE && limit(probed, lun.size().served(probed)) != limit) {
      throw new IOException("its size changed while it was opened; it is tried again");
    }
    serves(plan.to(), probed, now);
    return now;
  }

  private void serves(Candidate candidate, VolumeInfo probed, VolumeInfo served)
      throws IOException {
    lun.content().serves(served);
    lun.size().serves(probed, served);
    lun.served().serves(candidate, probed);
  }

  private static Void close(Candidate candidate) throws IOException {
    candidate.handler().close();
    return null;
  }

  /** What served before serves again, also where it does not tell of its volume just now. */
  private VolumeInfo openAgain() throws IOException {
    plan.from().handler().open();
    try {
      VolumeInfo probed = plan.from().handler().probe();
      VolumeInfo served = lun.size().served(probed);
      serves(plan.from(), probed, served);
      return served;
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: handler {} is open again: {}", lun.name(), plan.from().label(), e.toString());
      return lun.announcements().info().orElseThrow();
    }
  }

  private void closeGate() {
    atGate = true;
    if (lun.path().isOpen()) {
      lun.path().close();
      closedGate = true;
    }
    closedAt = System.nanoTime();
  }

  private Outcome drain(boolean mustEnd) {
    CommandPath path = lun.path();
    drained = path.awaitDrained(bounds.until(SwapStep.DRAIN, closedAt, closedAt) - closedAt);
    if (!drained) {
      reason =
          "handler '%s' has not answered %d commands; if it never does, only the end of the gateway's process sets the volume free"
              .formatted(plan.from().name(), path.inFlight());
    }
    if (!drained && mustEnd) {
      progress.late(SwapStep.DRAIN, reason);
      LOG.error("{}: {}: {}", lun.name(), reason, path.commandsInFlight());
      while (!drained) {
        drained = path.awaitDrained(bounds.handler().toNanos());
      }
      LOG.warn("{}: the commands that were missing have come back", lun.name());
      reason = "";
    }
    if (drained) {
      return Outcome.DONE;
    }
    missing = new Missing(path.commandsInFlight().stream().map(InFlight.Entry::cmd).toList(), null);
    return Outcome.LATE;
  }

  /** Returns whether the call has ended. */
  private boolean await(HandlerCalls.Call<?> call, SwapStep step, boolean mustEnd) {
    long now = System.nanoTime();
    long from = atGate ? closedAt : now;
    boolean ended = call.await(Math.max(0, bounds.until(step, now, from) - now));
    if (!ended && mustEnd) {
      progress.late(step, describe(step) + " has not returned; nothing else can be done before");
      LOG.error("{}: {} does not return: {}", lun.name(), describe(step), lun.calls().underWay());
      while (!ended) {
        ended = call.await(TimeUnit.SECONDS.toNanos(1));
      }
    }
    return ended;
  }

  /** What is still under way and must not be in the way of what comes next. */
  private Outcome late(SwapStep step, HandlerCalls.Call<?> call) {
    reason = describe(step) + " has not returned in time";
    LOG.warn("{}: {}: {}", lun.name(), reason, lun.calls().underWay());
    if (step == SwapStep.PREPARE || step == SwapStep.FLUSH) {
      missing = new Missing(List.of(), call);
    } else if (step == SwapStep.OPEN) {
      openIsLate = true;
      Candidate to = plan.to();
      call.afterwards(() -> closeLate(to));
      call.interrupt();
    }
    return Outcome.LATE;
  }

  /** Opened when nobody waited any more; nothing was written. */
  private void closeLate(Candidate late) {
    try {
      late.handler().close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("{}: handler '{}' opened late: {}", lun.name(), late.label(), e.toString());
    } finally {
      lun.candidates().claims().release(late);
    }
  }

  private void failed(SwapStep step, IOException e) {
    boolean isBug = e instanceof HandlerCalls.HandlerFault;
    preparing = e instanceof PreparingException;
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    boolean flushes =
        switch (step) {
          case PREPARE, FLUSH, CLOSE, UNDO -> true;
          default -> false;
        };
    if (flushes) {
      message = describe(step) + ": " + message;
      LOG.error(
          "{}: {}: what was acknowledged last may not survive the machine's death",
          lun.name(),
          message,
          isBug ? e : null);
    } else if (isBug) {
      LOG.error("{}: {} failed", lun.name(), describe(step), e);
    }
    reason = reason.isEmpty() ? message : reason + "; then " + describe(step) + ": " + message;
  }

  private String describe(SwapStep step) {
    return switch (step) {
      case PROBE, CHECK -> "probe() of handler '" + plan.to().label() + "'";
      case OPEN -> "open() of handler '" + plan.to().label() + "'";
      case UNDO -> "close() of handler '" + plan.to().label() + "'";
      case PREPARE, FLUSH -> "flush() of handler '" + plan.from().label() + "'";
      case CLOSE -> "close() of handler '" + plan.from().label() + "'";
      case RETURN -> "open() of handler '" + plan.from().label() + "' again";
      default -> step.name();
    };
  }

  /** Gives the claims back and opens the gate, where there is somebody to serve. */
  private void end(SwapStep end) {
    switch (end) {
      case COMMITTED -> {
        reason = "";
        if (plan.from() != null && !plan.isReopening()) {
          lun.candidates().claims().release(plan.from());
        }
        lun.candidates().claims().serves(plan.to(), lun.name());
        serve(plan.to());
      }
      case LET_GO -> lun.candidates().claims().release(plan.from());
      case REFUSED -> releaseTo();
      case ABANDONED -> {
        releaseTo();
        if (atGate && !drained) {
          lun.path().reopen();
        } else if (atGate && opensGate) {
          lun.path().open(plan.from().handler());
        }
      }
      case ROLLED_BACK -> {
        releaseTo();
        serve(plan.from());
      }
      case FAILED -> {
        releaseTo();
        if (plan.from() != null) {
          lun.candidates().claims().release(plan.from());
        }
      }
      default -> throw new IllegalStateException(end + " is no end");
    }
  }

  private void serve(Candidate candidate) {
    lun.announcements().announce(info);
    if (opensGate) {
      lun.path().open(candidate.handler());
    }
  }

  private void releaseTo() {
    if (plan.to() != null && !plan.isReopening() && !openIsLate) {
      lun.candidates().claims().release(plan.to());
    }
  }
}
