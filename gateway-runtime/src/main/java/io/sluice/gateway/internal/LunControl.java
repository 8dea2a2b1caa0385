package io.sluice.gateway.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which a logical unit's handler is changed, since handlers may take long. Whatever
 * asks for a change, changes come one after another here.
 */
final class LunControl implements HandlerBinding.Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(LunControl.class);

  /** For the flush and the close of a handler when the gateway stops. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final String lun;
  private final Supplier<SwapBounds> bounds;
  private final SwapHistory history;
  private final BindingMonitor monitor = new BindingMonitor();
  private final HandlerChoice choice;
  private final HandlerBinding binding;
  private final BindingOrders actions;
  private final Orders orders = new Orders();
  private final Thread thread;

  // Guarded by this.
  private boolean changed = true;
  private boolean stopping;
  private long retryAt;

  /**
   * @param bounds how long a swap may take, as configured now
   * @param threads makes the control thread
   * @param retries when what has failed is tried again
   */
  LunControl(
      LunParts lun,
      String handlerName,
      Supplier<SwapBounds> bounds,
      SwapHistory history,
      ThreadFactory threads,
      Backoff retries) {
    this.lun = lun.name();
    this.bounds = bounds;
    this.history = history;
    choice = new HandlerChoice(lun.candidates(), lun.name(), handlerName);
    binding = new HandlerBinding(lun, choice, bounds, history, monitor, this, retries);
    actions = new BindingOrders(lun, choice, bounds, binding);
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

  BindingStatus status() {
    return monitor.status();
  }

  /** The handler that has the volume open, or had it last while it is changed. */
  Optional<Candidate> bound() {
    return monitor.bound();
  }

  SwapHistory history() {
    return history;
  }

  /**
   * Goes over to the best handler of a name, which it is bound to from then on; stays with what it
   * has if that fails.
   */
  CompletableFuture<SwapRecord> bind(String newHandlerName, String why, boolean force) {
    return order(true, () -> actions.bind(newHandlerName, why, force));
  }

  /**
   * Goes over to one handler, which it keeps, whatever others there are, until {@link #unpin} or
   * until that one goes.
   */
  CompletableFuture<SwapRecord> pin(Candidate candidate, String why) {
    return order(true, () -> actions.pin(candidate, why));
  }

  /** Chooses among all handlers again. */
  void unpin() {
    choice.pin(null);
    candidatesChanged();
  }

  /** Closes the handler and opens it again, because what is behind it has changed. */
  CompletableFuture<SwapRecord> reopen(String why, boolean force) {
    return order(true, () -> actions.reopen(why, force));
  }

  /**
   * Has the handler make its volume that big, and takes that up.
   *
   * @param bytes 0 to take up the size that it has by now
   */
  CompletableFuture<SwapRecord> resize(long bytes, String why, boolean force) {
    return order(true, () -> actions.resize(bytes, why, force));
  }

  /** Closes the handler, until handlers change or it is told to {@link #reopen}. */
  CompletableFuture<SwapRecord> letGo(String why) {
    return order(true, () -> actions.letGo(why));
  }

  /**
   * Holds all commands, with the volume at rest, until {@link #resume}.
   *
   * @param most for how long at the most; null for no limit
   */
  CompletableFuture<SwapRecord> suspend(String why, Duration most) {
    return order(false, () -> actions.suspend(why, most));
  }

  /** Ends a suspension; gives how it was. */
  CompletableFuture<SwapRecord> resume() {
    return order(false, actions::resume);
  }

  /** Serves the next volume, although what was written is not in it. */
  CompletableFuture<SwapRecord> acceptLoss() {
    return order(false, actions::acceptLoss);
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
  boolean awaitReleased(Candidate gone, Duration within) throws InterruptedException {
    return monitor.awaitReleased(gone, within);
  }

  /**
   * Takes the handler off for good, soon; whatever is to be tried again later is not waited for.
   */
  synchronized void beginStop() {
    stopping = true;
    changed = true;
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
        while (binding.settle()) {
          // until there is nothing left to change
        }
      } catch (RuntimeException | Error e) {
        LOG.error("{}: bug in the control of the logical unit", lun, e);
        binding.retryLater();
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
        LOG.warn("{}: the control thread was interrupted, and takes no notice", lun);
      }
    }
    binding.lookAgain(changed);
    changed = false;
    retryAt = 0;
    return status().state() != BindingState.STOPPED;
  }

  private boolean isRetryDue() {
    return retryAt != 0 && System.nanoTime() - retryAt >= 0;
  }

  @Override
  public synchronized void retryInNanos(long nanos) {
    long at = System.nanoTime() + nanos;
    retryAt = retryAt == 0 || at - retryAt < 0 ? at : retryAt;
  }

  @Override
  public synchronized boolean isStopping() {
    return stopping;
  }
}
