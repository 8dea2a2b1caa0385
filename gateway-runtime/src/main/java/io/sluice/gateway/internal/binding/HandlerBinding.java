package io.sluice.gateway.internal.binding;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a logical unit is served by the handler that it is to be served by. Of the
 * control thread.
 *
 * <p>One holder: the next handler is not opened before the last one was closed, and that is not
 * closed before its last command came back.
 */
final class HandlerBinding implements Swap.Progress {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerBinding.class);

  /** How often it is looked whether what was missing has come back. */
  private static final Duration STUCK_POLL = Duration.ofMillis(200);

  /** How often it is asked how far it is with what is being made ready. */
  private static final Duration PREPARING_POLL = Duration.ofSeconds(1);

  private static final SenseData PERSON_NEEDED =
      new SenseData(SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED);

  /** When the control thread looks again, and whether for the last time. Any thread. */
  interface Schedule {
    /** Looks again in that time, or before. */
    void retryInNanos(long nanos);

    boolean isStopping();
  }

  private final LunParts lun;
  private final HandlerChoice choice;
  private final Supplier<SwapBounds> bounds;
  private final SwapHistory history;
  private final BindingMonitor monitor;
  private final Schedule schedule;
  private final Backoff backoff;
  private Candidate bound;
  private Missing missing = Missing.NOTHING;

  /** Handlers that it has left, and could be told to go back to. */
  private final List<Candidate> left = new ArrayList<>();

  private Suspension suspension;
  private String lastFailure = "";

  /** What is being made of the next volume, and how far that is; empty where nothing is. */
  private String preparing = "";

  private long refuseAt;
  private boolean contentIsLost;

  HandlerBinding(
      LunParts lun,
      HandlerChoice choice,
      Supplier<SwapBounds> bounds,
      SwapHistory history,
      BindingMonitor monitor,
      Schedule schedule,
      Backoff backoff) {
    this.lun = lun;
    this.choice = choice;
    this.bounds = bounds;
    this.history = history;
    this.monitor = monitor;
    this.schedule = schedule;
    this.backoff = backoff;
  }

  /** The handler that serves; null for none. */
  Candidate bound() {
    return bound;
  }

  /** What failed last, if nothing went well since; or empty. */
  String lastFailure() {
    return lastFailure;
  }

  /** Whether it is not served because what was written is not in the next volume. */
  boolean isContentLost() {
    return contentIsLost;
  }

  /** The loss is accepted. */
  void forgetLoss() {
    contentIsLost = false;
  }

  /** Why it is at rest; null where it is not. */
  Suspension suspension() {
    return suspension;
  }

  /**
   * Before it is settled again.
   *
   * @param changed whether other handlers are there than before
   */
  void lookAgain(boolean changed) {
    if (changed) {
      backoff.reset();
      choice.unpark();
    }
    choice.rejections().forgetHarmless();
  }

  void retryLater() {
    retryIn(backoff.afterFailure());
  }

  private void retryIn(Duration time) {
    schedule.retryInNanos(time.toNanos());
  }

  /** Goes one step towards what is to be. Returns whether another may be needed. */
  boolean settle() {
    if (schedule.isStopping()) {
      stop();
      return false;
    }
    if (suspension != null && suspension.left() <= 0) {
      endSuspension();
    }
    if (!hasAllBack()) {
      retryIn(STUCK_POLL);
      return false;
    }
    Candidate now = bound;
    Candidate next = choice.choose(now);
    if (next == null ? now == null : next.isSameService(now)) {
      rest();
      return false;
    }
    SwapRecord record = swap(next, why(now));
    if (next == null && !record.isDone()) {
      retryLater();
      return false;
    }
    return true;
  }

  private String why(Candidate now) {
    if (now == null) {
      return "a handler is there";
    }
    return lun.candidates().offers(now) ? "a better handler is there" : "the handler goes";
  }

  private void stop() {
    while (!missing.isCallBack() && !missing.call().await(STUCK_POLL.toNanos())) {
      // never two of its calls at once
    }
    if (bound != null) {
      close("stop");
    }
    if (lun.path().statistics().counters().writes() == 0) {
      lun.content().endUnwritten();
    }
    letGoOfLeft(null);
    lun.candidates().claims().giveUp(lun.name());
    enter(BindingState.STOPPED, "");
  }

  /**
   * Whether what did not come back in a swap that was abandoned has come back, or its handler has
   * to go, come what may.
   */
  private boolean hasAllBack() {
    if (missing.isBack()) {
      if (!missing.isNothing()) {
        missing = Missing.NOTHING;
        LOG.warn("{}: what was missing has come back", lun.name());
      }
      return true;
    }
    return missing.isCallBack() && !lun.candidates().offers(bound);
  }

  /** Nothing to change: says how things stand, and when to look again. */
  private void rest() {
    if (bound != null) {
      restBound();
    } else if (!choice.want().isEmpty()) {
      enter(BindingState.HOLDING, choice.want());
    } else {
      choice.rejections().forgetAll();
      refuseWhenDue();
      if (preparing.isEmpty()) {
        monitor.enter(
            BindingState.FAILED,
            contentIsLost ? EnumSet.of(Trouble.CONTENT_LOST) : Set.of(),
            lastFailure);
        retryLater();
      } else {
        enter(BindingState.PREPARING, preparing);
        retryIn(PREPARING_POLL);
      }
    }
  }

  private void restBound() {
    if (choice.rejections().hasHarmless()) {
      retryLater();
    }
    if (!choice.isPinned()) {
      letGoOfLeft(bound);
    }
    if (suspension == null) {
      enter(BindingState.SERVING, note());
    } else {
      monitor.enter(BindingState.HOLDING, EnumSet.of(Trouble.SUSPENDED), suspension.why());
      if (suspension.left() < Long.MAX_VALUE) {
        schedule.retryInNanos(Math.max(1, suspension.left()));
      }
    }
  }

  private String note() {
    return Stream.of(choice.noteBeside(bound), lun.size().note())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /**
   * What is kept for this logical unit alone is of no use any more, but for the one that serves.
   */
  private void letGoOfLeft(Candidate serving) {
    lun.candidates().letGoOfKept(lun.name(), serving);
    left.stream()
        .map(lun.candidates()::current)
        .filter(candidate -> !candidate.kept().isEmpty() && !candidate.isSameService(serving))
        .forEach(Candidate::letGo);
    left.clear();
  }

  /** Initiators that were served wait as long as a hold does, and not for ever. */
  private void refuseWhenDue() {
    if (contentIsLost || refuseAt != 0 && System.nanoTime() - refuseAt >= 0) {
      lun.path().refuse(PERSON_NEEDED);
    } else if (refuseAt != 0) {
      schedule.retryInNanos(refuseAt - System.nanoTime());
    }
  }

  private BooleanSupplier stays(Candidate now) {
    return () -> now != null && lun.candidates().has(now) && !schedule.isStopping();
  }

  /** Changes to this handler, as nobody has asked for, as long as the one before may serve on. */
  SwapRecord swap(Candidate to, String why) {
    return swap(to, stays(bound), why, Swap.Consent.NONE);
  }

  /** Changes to this handler, or to the same one anew, as long as the one before may serve on. */
  SwapRecord swap(Candidate to, String why, Swap.Consent consent) {
    return swap(to, stays(bound), why, consent);
  }

  /** Closes the handler, come what may. */
  SwapRecord close(String why) {
    return swap(null, () -> false, why, Swap.Consent.NONE);
  }

  private SwapRecord swap(
      Candidate to, BooleanSupplier fromStays, String why, Swap.Consent consent) {
    Swap.Plan plan = new Swap.Plan(bound, to, fromStays, why, consent);
    monitor.opens(to);
    Swap swap = new Swap(lun, plan, bounds.get(), this, suspension == null);
    SwapRecord record = swap.run();
    after(swap, plan, record);
    monitor.opens(null);
    if (plan.from() == null && record.isDone()) {
      lun.announcements().tellAgain();
    } else {
      lun.announcements().tell();
    }
    boolean nothingMoved = plan.from() == null || record.result() == SwapResult.REFUSED;
    if (swap.isPreparing() && nothingMoved) {
      logPreparing(record);
    } else {
      preparing = "";
      log(record);
    }
    if (preparing.isEmpty() || plan.from() != null) {
      history.add(record);
    }
    return record;
  }

  private void setBound(Candidate candidate) {
    bound = candidate;
    monitor.bind(candidate);
  }

  private void after(Swap swap, Swap.Plan plan, SwapRecord record) {
    missing = swap.missing();
    contentIsLost = swap.contentIsLost() && plan.from() == null;
    if (contentIsLost) {
      lun.announcements().announce(swap.info()); // what INQUIRY and transports are to tell
    }
    switch (record.result()) {
      case SWAPPED -> {
        if (plan.from() != null) {
          left.add(plan.from());
        }
        setBound(plan.to());
        choice.rejections().forgetAll();
        if (plan.from() != null) {
          choice.rejections().forgetOthers();
        }
        refuseAt = 0;
      }
      case LET_GO -> {
        left.add(plan.from());
        setBound(null);
      }
      case REFUSED -> {
        if (swap.isOtherVolume()) {
          choice.rejections().addOther(plan.to(), record.reason());
        } else {
          choice.rejections().add(plan.to(), record.reason(), true);
        }
      }
      case ABANDONED -> {
        if (!missing.isNothing()) {
          enter(BindingState.STUCK, record.reason());
        } else if (plan.to() != null) {
          choice.rejections().add(plan.to(), record.reason(), false);
        }
      }
      case ROLLED_BACK -> choice.rejections().add(plan.to(), record.reason(), false);
      case FAILED -> {
        if (plan.from() != null) {
          refuseAt = System.nanoTime() + bounds.get().hold().toNanos();
        }
        setBound(null);
        choice.rejections().add(plan.to(), record.reason(), false);
      }
      case RESUMED -> throw new IllegalStateException("no swap");
    }
  }

  /** Told when it begins; how far it is, whoever asks is told. */
  private void logPreparing(SwapRecord record) {
    if (preparing.isEmpty()) {
      LOG.info("{}: {}; it is served when that has ended", lun.name(), record.reason());
    }
    preparing = record.reason();
    lastFailure = "";
  }

  private void log(SwapRecord record) {
    Object from = record.from().isNone() ? "no handler" : record.from();
    Object to = record.to().isNone() ? "no handler" : record.to();
    if (record.isDone()) {
      lastFailure = "";
      LOG.info(
          "{}: from {} to {} ({}); {} commands held, {} ms at the most",
          lun.name(),
          from,
          to,
          record.why(),
          record.held(),
          Math.round(record.longestHold()));
      return;
    }
    boolean isTold = withoutFigures(record.reason()).equals(withoutFigures(lastFailure));
    lastFailure = record.reason();
    if (!isTold) {
      LOG.warn(
          "{}: from {} to {} ({}): {}: {}",
          lun.name(),
          from,
          to,
          record.why(),
          record.result(),
          record.reason());
    }
  }

  /** Of something that goes on, each look gives another figure. */
  private static String withoutFigures(String reason) {
    return reason.replaceAll("[0-9]+", "#");
  }

  /** Holds all commands, with the volume at rest. */
  void suspend(String why, Duration most) throws IOException {
    enter(BindingState.DRAINING, "");
    suspension = Suspension.begin(lun, bound, bounds.get(), why, most);
  }

  /** Serves again; gives how it was. */
  SwapRecord endSuspension() {
    SwapRecord record = suspension.end(bound);
    suspension = null;
    history.add(record);
    return record;
  }

  void requireAllBack() throws IOException {
    if (!hasAllBack()) {
      throw new IOException(monitor.status().reason());
    }
  }

  @Override
  public void at(SwapStep step) {
    if (step.state() != BindingState.SERVING) {
      enter(step.state(), "");
    } else if (bound == null) {
      enter(BindingState.SWITCHING, "");
    }
  }

  @Override
  public void late(SwapStep step, String reason) {
    enter(BindingState.STUCK, reason);
  }

  private void enter(BindingState state, String reason) {
    monitor.enter(state, Set.of(), reason);
  }
}
