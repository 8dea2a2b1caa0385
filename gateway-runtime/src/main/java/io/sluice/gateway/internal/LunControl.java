package io.sluice.gateway.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which handler a logical unit is served by, and sees to it, on a thread of its own, since
 * handlers may take long. Whatever asks for a change, changes come one after another here.
 *
 * <p>One holder: the next handler is not opened before the last one was closed, and that is not
 * closed before its last command came back.
 */
final class LunControl implements Swap.Progress {
  private static final Logger LOG = LoggerFactory.getLogger(LunControl.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** How often it is looked whether what was missing has come back. */
  private static final Duration STUCK_POLL = Duration.ofMillis(200);

  private final LunParts lun;
  private final Supplier<SwapBounds> bounds;
  private final SwapHistory history;
  private final Orders orders = new Orders();
  private final Thread thread;

  // Of the control thread.
  private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
  private final Rejections rejections = new Rejections();
  private Missing missing = Missing.NOTHING;
  private boolean suspended;
  private boolean parked;
  private String lastFailure = "";

  // Guarded by this.
  private String handlerName;
  private Candidate pinned;
  private Candidate bound;
  private Candidate opening;
  private boolean changed = true;
  private boolean stopping;
  private long retryAt;
  private BindingStatus status = new BindingStatus(BindingState.HOLDING, "");

  /**
   * @param bounds how long a swap may take, as configured now
   * @param threads makes the control thread
   */
  LunControl(
      LunParts lun,
      String handlerName,
      Supplier<SwapBounds> bounds,
      SwapHistory history,
      ThreadFactory threads) {
    this.lun = lun;
    this.handlerName = handlerName;
    this.bounds = bounds;
    this.history = history;
    thread = threads.newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Other handlers are there than before; a failed attempt is made again at once. */
  synchronized void candidatesChanged() {
    changed = true;
    notifyAll();
  }

  /** Serves from handlers of another name from now on, or as soon as it can. */
  synchronized void bindTo(String newHandlerName) {
    handlerName = newHandlerName;
    candidatesChanged();
  }

  synchronized String handlerName() {
    return handlerName;
  }

  synchronized BindingStatus status() {
    return status;
  }

  /** The handler that has the volume open, or had it last while it is changed. */
  synchronized Optional<Candidate> bound() {
    return Optional.ofNullable(bound);
  }

  SwapHistory history() {
    return history;
  }

  /**
   * Goes over to the best handler of a name, which it is bound to from then on; stays with what it
   * has if that fails.
   */
  CompletableFuture<SwapRecord> bind(String newHandlerName, String why, boolean force) {
    return order(true, () -> bindNow(newHandlerName, why, force));
  }

  /**
   * Goes over to one handler, which it keeps, whatever others there are, until {@link #unpin} or
   * until that one goes.
   */
  CompletableFuture<SwapRecord> pin(Candidate candidate, String why) {
    return order(true, () -> pinNow(candidate, why));
  }

  /** Chooses among all handlers again. */
  synchronized void unpin() {
    pinned = null;
    candidatesChanged();
  }

  /** Closes the handler and opens it again, because what is behind it has changed. */
  CompletableFuture<SwapRecord> reopen(String why, boolean force) {
    return order(true, () -> reopenNow(why, force));
  }

  /** Closes the handler, until handlers change or it is told to {@link #reopen}. */
  CompletableFuture<SwapRecord> letGo(String why) {
    return order(true, () -> letGoNow(why));
  }

  private synchronized CompletableFuture<SwapRecord> order(boolean swaps, Order.Action action) {
    CompletableFuture<SwapRecord> answer = orders.add(new Order(swaps, action));
    notifyAll();
    return answer;
  }

  /**
   * Waits until a handler that has gone is let go of.
   *
   * @return whether it was, in time; false when its commands do not come back
   */
  synchronized boolean awaitReleased(Candidate gone, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (gone.isSameService(bound) || gone.isSameService(opening)) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || status.state() == BindingState.STUCK && gone.isSameService(bound)) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Takes the handler off for good, soon. */
  synchronized void beginStop() {
    stopping = true;
    notifyAll();
  }

  /**
   * Waits until the handler was taken off after {@link #beginStop}.
   *
   * @return whether it was; false when its commands did not come back in time
   */
  boolean awaitStopped() throws InterruptedException {
    thread.join(bounds.get().handler().multipliedBy(2).toMillis());
    return status().state() == BindingState.STOPPED;
  }

  private void run() {
    while (awaitWork()) {
      try {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
          order.perform();
        }
        while (settle()) {
          // until there is nothing left to change
        }
      } catch (RuntimeException | Error e) {
        LOG.error("{}: bug in the control of the logical unit", lun.name(), e);
        retryIn(backoff.afterFailure());
      }
    }
    orders.close();
  }

  /** Returns when there may be something to do; false when there will never be again. */
  private synchronized boolean awaitWork() {
    while (!changed && orders.isEmpty() && !isRetryDue() && !(stopping && retryAt == 0)) {
      try {
        if (retryAt == 0) {
          wait();
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, retryAt - System.nanoTime()));
        }
      } catch (InterruptedException e) {
        LOG.warn("{}: the control thread was interrupted, and takes no notice", lun.name());
      }
    }
    if (changed) {
      backoff.reset();
      parked = false;
    }
    rejections.forgetHarmless();
    changed = false;
    retryAt = 0;
    return status.state() != BindingState.STOPPED;
  }

  private boolean isRetryDue() {
    return retryAt != 0 && System.nanoTime() - retryAt >= 0;
  }

  private synchronized void retryIn(Duration time) {
    retryAt = System.nanoTime() + time.toNanos();
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Goes one step towards what is to be. Returns whether another may be needed. */
  private boolean settle() {
    if (isStopping()) {
      stop();
      return false;
    }
    if (!hasAllBack()) {
      retryIn(STUCK_POLL);
      return false;
    }
    Candidate now = bound;
    Candidate next = choose();
    if (next == null ? now == null : next.isSameService(now)) {
      rest();
      return false;
    }
    String why =
        now == null
            ? "handler is there"
            : lun.candidates().offers(now) ? "better handler" : "handler goes";
    SwapRecord record = swap(next, stays(now), why, false);
    if (next == null && !record.isDone()) {
      retryIn(backoff.afterFailure());
      return false;
    }
    return true;
  }

  private void stop() {
    while (!missing.isCallBack() && !missing.call().await(STUCK_POLL.toNanos())) {
      // never two of its calls at once
    }
    if (bound != null) {
      swap(null, () -> false, "stop", false);
    }
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
      enter(suspended ? BindingState.HOLDING : BindingState.SERVING, notes());
      if (rejections.hasHarmless()) {
        retryIn(backoff.afterFailure());
      }
    } else if (parked) {
      enter(BindingState.HOLDING, lastFailure);
    } else if (lun.candidates().of(handlerName()).isEmpty()) {
      enter(BindingState.HOLDING, "there is no handler '" + handlerName() + "'");
    } else {
      enter(BindingState.FAILED, lastFailure);
      rejections.forgetAll();
      retryIn(backoff.afterFailure());
    }
  }

  /** What a person should know although it serves. */
  private String notes() {
    String name = handlerName();
    List<Candidate> all = lun.candidates().of(name);
    if (all.isEmpty() && !bound.name().equals(name)) {
      return "there is no handler '%s'; '%s' serves on".formatted(name, bound.name());
    }
    return all.stream()
        .filter(candidate -> !candidate.isSameService(bound))
        .flatMap(candidate -> rejections.reason(candidate).map(candidate.label()::concat).stream())
        .findFirst()
        .orElse("");
  }

  private synchronized Candidate pinned() {
    return pinned;
  }

  /** The handler that is to serve; null for none. */
  private Candidate choose() {
    if (parked) {
      return null;
    }
    Candidate pin = pinned();
    if (pin != null && lun.candidates().has(pin) && !rejections.has(pin)) {
      return pin;
    }
    String name = handlerName();
    Optional<Candidate> best =
        lun.candidates().of(name).stream().filter(each -> !rejections.has(each)).findFirst();
    if (bound == null || !lun.candidates().offers(bound)) {
      return best.orElse(null);
    }
    Candidate now = lun.candidates().current(bound);
    boolean isBetter =
        best.isPresent()
            && best.get().problem().isEmpty()
            && (!now.name().equals(name) || Candidate.PREFERENCE.compare(best.get(), now) > 0);
    return isBetter ? best.get() : now;
  }

  private BooleanSupplier stays(Candidate now) {
    return () -> now != null && lun.candidates().has(now) && !isStopping();
  }

  private SwapRecord swap(Candidate to, BooleanSupplier fromStays, String why, boolean force) {
    Candidate from = bound;
    Swap.Plan plan = new Swap.Plan(from, to, fromStays, why, force);
    setOpening(to);
    Swap swap = new Swap(lun, plan, bounds.get(), this, !suspended);
    SwapRecord record = swap.run();
    missing = swap.missing();
    after(plan, record);
    setOpening(null);
    lun.announcements().tell();
    return record;
  }

  private synchronized void setOpening(Candidate candidate) {
    opening = candidate;
    notifyAll();
  }

  private synchronized void setBound(Candidate candidate) {
    bound = candidate;
    notifyAll();
  }

  private void after(Swap.Plan plan, SwapRecord record) {
    Candidate to = plan.to();
    switch (record.result()) {
      case SWAPPED -> {
        setBound(to);
        rejections.forgetAll();
        lastFailure = "";
      }
      case LET_GO -> setBound(null);
      case REFUSED -> rejections.add(to, ": " + record.reason(), true);
      case ABANDONED -> {
        if (!missing.isNothing()) {
          enter(BindingState.STUCK, record.reason());
        } else if (to != null) {
          rejections.add(to, ": " + record.reason(), false);
        }
      }
      case ROLLED_BACK -> rejections.add(to, ": " + record.reason(), false);
      case FAILED -> {
        setBound(null);
        rejections.add(to, ": " + record.reason(), false);
      }
      case SUPERSEDED -> throw new IllegalStateException("a swap that was done");
    }
    history.add(record);
    log(plan, record);
  }

  private void log(Swap.Plan plan, SwapRecord record) {
    if (record.isDone()) {
      LOG.info(
          "{}: {} -> {} ({}), {} commands held for up to {} ms",
          lun.name(),
          record.from().isEmpty() ? "no handler" : record.from(),
          record.to().isEmpty() ? "no handler" : record.to(),
          record.why(),
          record.held(),
          Math.round(record.longestHold()));
    } else if (!record.reason().equals(lastFailure)) { // told once
      lastFailure = record.reason();
      LOG.warn(
          "{}: handler {} can't be bound ({}): {}",
          lun.name(),
          plan.to() == null ? "none" : record.to(),
          record.result(),
          record.reason());
    }
  }

  private SwapRecord bindNow(String name, String why, boolean force) throws IOException {
    requireAllBack();
    List<Candidate> all = lun.candidates().of(name);
    if (all.isEmpty()) {
      throw new IOException("there is no handler '" + name + "'; see handler:list");
    }
    if (all.get(0).isSameService(bound)) {
      bindTo(name);
      return noChange(bound.label(), why, SwapResult.SWAPPED);
    }
    String before = handlerName();
    parked = false;
    SwapRecord record = swap(all.get(0), stays(bound), why, force);
    if (record.isDone()) {
      bindTo(name);
    } else {
      bindTo(before);
    }
    return record;
  }

  private static SwapRecord noChange(String label, String why, SwapResult result) {
    return new SwapRecord(Instant.now(), label, label, why, 0, 0, 0, result, "it was so already");
  }

  private SwapRecord pinNow(Candidate candidate, String why) throws IOException {
    requireAllBack();
    parked = false;
    SwapRecord record = swap(candidate, stays(bound), why, false);
    if (record.isDone()) {
      synchronized (this) {
        pinned = candidate;
      }
    }
    return record;
  }

  private SwapRecord reopenNow(String why, boolean force) throws IOException {
    requireAllBack();
    parked = false;
    Candidate same = bound == null ? choose() : bound;
    if (same == null) {
      throw new IOException("there is no handler '" + handlerName() + "'");
    }
    return swap(same, stays(bound), why, force);
  }

  private SwapRecord letGoNow(String why) {
    parked = true;
    lastFailure = why;
    return bound == null
        ? noChange("", why, SwapResult.LET_GO)
        : swap(null, () -> false, why, false);
  }

  private void requireAllBack() throws IOException {
    if (!hasAllBack()) {
      throw new IOException(status().reason());
    }
  }

  @Override
  public void at(SwapStep step) {
    if (step != SwapStep.PROBE || bound == null) {
      enter(step == SwapStep.PROBE ? BindingState.SWITCHING : step.state(), "");
    }
  }

  @Override
  public void late(SwapStep step, String reason) {
    enter(BindingState.STUCK, reason);
  }

  private synchronized void enter(BindingState state, String reason) {
    if (status.state() != state || !reason.equals(status.reason())) {
      status = new BindingStatus(state, reason);
      notifyAll();
    }
  }
}
