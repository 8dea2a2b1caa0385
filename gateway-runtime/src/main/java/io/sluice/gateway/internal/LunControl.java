package io.sluice.gateway.internal;

import io.sluice.backend.Geometry;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
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
 * Sees to it that a logical unit is served by the handler that it is to be served by, on a thread
 * of its own, since handlers may take long. Whatever asks for a change, changes come one after
 * another here.
 *
 * <p>One holder: the next handler is not opened before the last one was closed, and that is not
 * closed before its last command came back.
 */
final class LunControl implements Swap.Progress {
  private static final Logger LOG = LoggerFactory.getLogger(LunControl.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** For the flush and the close of a handler when the gateway stops. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** How often it is looked whether what was missing has come back. */
  private static final Duration STUCK_POLL = Duration.ofMillis(200);

  private static final SenseData PERSON_NEEDED =
      new SenseData(SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED);

  private final LunParts lun;
  private final Supplier<SwapBounds> bounds;
  private final SwapHistory history;
  private final HandlerChoice choice;
  private final Orders orders = new Orders();
  private final Thread thread;

  // Of the control thread.
  private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
  private Missing missing = Missing.NOTHING;
  private Suspension suspension;
  private String lastFailure = "";
  private long refuseAt;
  private boolean contentIsLost;

  // Guarded by this.
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
    this.bounds = bounds;
    this.history = history;
    choice = new HandlerChoice(lun.candidates(), lun.name(), handlerName);
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
  void bindTo(String newHandlerName) {
    choice.rename(newHandlerName);
    candidatesChanged();
  }

  String handlerName() {
    return choice.name();
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
  void unpin() {
    choice.pin(null);
    candidatesChanged();
  }

  /** Closes the handler and opens it again, because what is behind it has changed. */
  CompletableFuture<SwapRecord> reopen(String why, boolean force) {
    return order(true, () -> reopenNow(why, force));
  }

  /**
   * Has the handler make its volume that big, and takes that up.
   *
   * @param bytes 0 to take up the size that it has by now
   */
  CompletableFuture<SwapRecord> resize(long bytes, String why, boolean force) {
    return order(true, () -> resizeNow(bytes, why, force));
  }

  /** Closes the handler, until handlers change or it is told to {@link #reopen}. */
  CompletableFuture<SwapRecord> letGo(String why) {
    return order(true, () -> letGoNow(why));
  }

  /**
   * Holds all commands, with the volume at rest, until {@link #resume}.
   *
   * @param most for how long at the most; null for no limit
   */
  CompletableFuture<SwapRecord> suspend(String why, Duration most) {
    return order(false, () -> suspendNow(why, most));
  }

  /** Ends a suspension; gives how it was. */
  CompletableFuture<SwapRecord> resume() {
    return order(false, this::resumeNow);
  }

  /** Serves the next volume, although what was written is not in it. */
  CompletableFuture<SwapRecord> acceptLoss() {
    return order(false, this::acceptNow);
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
    thread.join(bounds.get().handler().multipliedBy(2).plus(CLOSING).toMillis());
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
      choice.unpark();
    }
    choice.rejections().forgetHarmless();
    changed = false;
    retryAt = 0;
    return status.state() != BindingState.STOPPED;
  }

  private boolean isRetryDue() {
    return retryAt != 0 && System.nanoTime() - retryAt >= 0;
  }

  /** Looks again in that time, or before. */
  private void retryIn(Duration time) {
    retryInNanos(time.toNanos());
  }

  private synchronized void retryInNanos(long nanos) {
    long at = System.nanoTime() + nanos;
    retryAt = retryAt == 0 || at - retryAt < 0 ? at : retryAt;
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
    SwapRecord record = swap(next, stays(now), why(now), false);
    if (next == null && !record.isDone()) {
      retryIn(backoff.afterFailure());
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
      swap(null, () -> false, "stop", false);
    }
    if (lun.path().statistics().counters().writes() == 0) {
      lun.content().endUnwritten();
    }
    lun.candidates().letGoOfKept(lun.name(), null);
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
      enter(BindingState.FAILED, lastFailure);
      retryIn(backoff.afterFailure());
    }
  }

  private void restBound() {
    if (choice.rejections().hasHarmless()) {
      retryIn(backoff.afterFailure());
    }
    if (suspension == null) {
      enter(BindingState.SERVING, choice.noteBeside(bound));
    } else {
      enter(BindingState.HOLDING, suspension.why());
      if (suspension.left() < Long.MAX_VALUE) {
        retryInNanos(Math.max(1, suspension.left()));
      }
    }
  }

  /** Initiators that were served wait as long as a hold does, and not for ever. */
  private void refuseWhenDue() {
    if (contentIsLost || refuseAt != 0 && System.nanoTime() - refuseAt >= 0) {
      lun.path().refuse(PERSON_NEEDED);
    } else if (refuseAt != 0) {
      retryInNanos(refuseAt - System.nanoTime());
    }
  }

  private BooleanSupplier stays(Candidate now) {
    return () -> now != null && lun.candidates().has(now) && !isStopping();
  }

  private SwapRecord swap(Candidate to, BooleanSupplier fromStays, String why, boolean force) {
    Swap.Plan plan = new Swap.Plan(bound, to, fromStays, why, force);
    setOpening(to);
    Swap swap = new Swap(lun, plan, bounds.get(), this, suspension == null);
    SwapRecord record = swap.run();
    after(swap, plan, record);
    setOpening(null);
    lun.announcements().tell();
    log(record);
    history.add(record);
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

  private void after(Swap swap, Swap.Plan plan, SwapRecord record) {
    missing = swap.missing();
    contentIsLost = swap.contentIsLost() && plan.from() == null;
    if (contentIsLost) {
      lun.announcements().announce(swap.info()); // what INQUIRY and transports are to tell
    }
    switch (record.result()) {
      case SWAPPED -> {
        setBound(plan.to());
        choice.rejections().forgetAll();
        refuseAt = 0;
      }
      case LET_GO -> setBound(null);
      case REFUSED -> choice.rejections().add(plan.to(), record.reason(), true);
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

  private void log(SwapRecord record) {
    String from = record.from().isEmpty() ? "no handler" : record.from();
    String to = record.to().isEmpty() ? "no handler" : record.to();
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
    } else if (!record.reason().equals(lastFailure)) { // told once
      lastFailure = record.reason();
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

  private SwapRecord bindNow(String name, String why, boolean force) throws IOException {
    requireAllBack();
    List<Candidate> all = lun.candidates().of(name, lun.name());
    if (all.isEmpty()) {
      throw new IOException("there is no handler '" + name + "'; see handler:list");
    }
    Candidate best = all.get(0);
    Optional<String> holder = lun.candidates().claims().otherHolder(best, lun.name());
    if (holder.isPresent()) {
      throw new IOException(Swap.taken(best, holder.get()));
    }
    choice.unpark();
    choice.pin(null);
    SwapRecord record =
        best.isSameService(bound)
            ? noChange(bound.label(), why, SwapResult.SWAPPED)
            : swap(best, stays(bound), why, force);
    if (record.isDone()) {
      choice.rename(name);
    }
    return record;
  }

  private static SwapRecord noChange(String label, String why, SwapResult result) {
    return new SwapRecord(Instant.now(), label, label, why, 0, 0, 0, result, "it was so already");
  }

  private SwapRecord pinNow(Candidate candidate, String why) throws IOException {
    requireAllBack();
    choice.unpark();
    SwapRecord record = swap(candidate, stays(bound), why, false);
    if (record.isDone()) {
      choice.pin(candidate);
    }
    return record;
  }

  private SwapRecord reopenNow(String why, boolean force) throws IOException {
    requireAllBack();
    choice.unpark();
    Candidate same = bound == null ? choice.choose(null) : bound;
    if (same == null) {
      throw new IOException(choice.want());
    }
    return swap(same, stays(bound), why, force);
  }

  private SwapRecord resizeNow(long bytes, String why, boolean force) throws IOException {
    requireAllBack();
    if (bytes > 0 && bound != null) {
      requireSize(bytes, force);
      HandlerCalls.Call<?> call =
          lun.calls()
              .begin(
                  "resize() of handler '" + bound.label() + "'",
                  () -> {
                    bound.handler().resize(bytes);
                    return null;
                  });
      if (!call.await(bounds.get().handler().toNanos())) {
        throw new IOException(call + " has not returned in time; lun:resize takes it up later");
      }
      Object unused = call.result();
    }
    return reopenNow(why, force);
  }

  private void requireSize(long bytes, boolean force) throws IOException {
    Geometry now = lun.announcements().info().orElseThrow().geometry();
    if (bytes % now.blockSize() != 0) {
      throw new IOException(
          "%d bytes are no whole number of blocks of %d bytes".formatted(bytes, now.blockSize()));
    }
    if (bytes < now.size() && !force) {
      throw new IOException(
          "initiators were told %d bytes; --force makes it smaller, and what is behind is lost"
              .formatted(now.size()));
    }
  }

  private SwapRecord letGoNow(String why) {
    choice.park(why);
    return bound == null
        ? noChange("", why, SwapResult.LET_GO)
        : swap(null, () -> false, why, false);
  }

  private SwapRecord suspendNow(String why, Duration most) throws IOException {
    requireAllBack();
    if (suspension != null) {
      throw new IOException("it is suspended already: " + suspension.why());
    }
    if (bound == null) {
      throw new IOException(choice.want().isEmpty() ? lastFailure : choice.want());
    }
    enter(BindingState.DRAINING, "");
    suspension = Suspension.begin(lun, bound, bounds.get(), why, most);
    return noChange(bound.label(), why, SwapResult.LET_GO);
  }

  private SwapRecord resumeNow() throws IOException {
    if (suspension == null) {
      throw new IOException("it is not suspended; lun:info tells its state");
    }
    return endSuspension();
  }

  private SwapRecord endSuspension() {
    SwapRecord record = suspension.end(bound);
    suspension = null;
    history.add(record);
    return record;
  }

  private SwapRecord acceptNow() throws IOException {
    if (!contentIsLost) {
      throw new IOException("no content was lost; lun:info tells its state");
    }
    lun.content().forget();
    contentIsLost = false;
    lun.announcements().raise(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED);
    return reopenNow("the loss is accepted", false);
  }

  private void requireAllBack() throws IOException {
    if (!hasAllBack()) {
      throw new IOException(status().reason());
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

  private synchronized void enter(BindingState state, String reason) {
    if (status.state() != state || !reason.equals(status.reason())) {
      status = new BindingStatus(state, reason);
      notifyAll();
    }
  }
}
