package io.sluice.gateway.internal.binding;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a logical unit's handler is changed, on a thread that it takes when there is something to
 * do, since handlers may take long. Whatever asks for a change, changes come one after another
 * here.
 */
public final class LunControl implements HandlerBinding.Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(LunControl.class);

  /** For the flush and the close of a handler when the gateway stops. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** Where the machine has no thread to give. */
  private static final Duration THREAD_RETRY = Duration.ofSeconds(1);

  private final String lun;
  private final Supplier<SwapBounds> bounds;
  private final SwapHistory history;
  private final BindingMonitor monitor = new BindingMonitor();
  private final HandlerChoice choice;
  private final HandlerBinding binding;
  private final BindingOrders actions;
  private final Orders orders = new Orders();
  private final Executor threads;
  private final ScheduledExecutorService timer;

  // Guarded by this.
  private boolean changed;
  private boolean working;
  private boolean stopping;
  private boolean ended;
  private long retryAt;

  /**
   * @param bounds how long a swap may take, as configured now
   * @param threads gives a task a thread at once
   * @param timer wakes it for what is to be tried again
   * @param retries when what has failed is tried again
   */
  public LunControl(
      LunParts lun,
      String handlerName,
      Supplier<SwapBounds> bounds,
      SwapHistory history,
      Executor threads,
      ScheduledExecutorService timer,
      Backoff retries) {
    this.lun = lun.name();
    this.bounds = bounds;
    this.history = history;
    choice = new HandlerChoice(lun, handlerName);
    binding = new HandlerBinding(lun, choice, bounds, history, monitor, this, retries);
    actions = new BindingOrders(lun, choice, bounds, binding);
    this.threads = threads;
    this.timer = timer;
  }

  /** Looks for a handler for the first time. */
  public void start() {
    candidatesChanged();
  }

  /** Other handlers are there than before; a failed attempt is made again at once. */
  public synchronized void candidatesChanged() {
    changed = true;
    work();
  }

  /** Serves from handlers of another name from now on, or as soon as it can. */
  public void bindTo(String newHandlerName) {
    choice.rename(newHandlerName);
    candidatesChanged();
  }

  public String handlerName() {
    return choice.name();
  }

  public BindingStatus status() {
    return monitor.status();
  }

  /** The handler that has the volume open, or had it last while it is changed. */
  public Optional<Candidate> bound() {
    return monitor.bound();
  }

  public SwapHistory history() {
    return history;
  }

  /**
   * Goes over to the best handler of a name, which it is bound to from then on; stays with what it
   * has if that fails.
   */
  public CompletableFuture<SwapRecord> bind(String newHandlerName, String why, boolean force) {
    return order(true, () -> actions.bind(newHandlerName, why, force));
  }

  /**
   * Goes over to one handler, which it keeps, whatever others there are, until {@link #unpin} or
   * until that one goes.
   */
  public CompletableFuture<SwapRecord> pin(Candidate candidate, String why) {
    return order(true, () -> actions.pin(candidate, why));
  }

  /** Chooses among all handlers again. */
  public void unpin() {
    choice.pin(null);
    candidatesChanged();
  }

  /** Closes the handler and opens it again, because what is behind it has changed. */
  public CompletableFuture<SwapRecord> reopen(String why, boolean force) {
    return order(true, () -> actions.reopen(why, force));
  }

  /**
   * Has the handler make its volume that big, and takes that up.
   *
   * @param bytes 0 to take up the size that it has by now
   */
  public CompletableFuture<SwapRecord> resize(long bytes, String why, boolean force) {
    return order(true, () -> actions.resize(bytes, why, force));
  }

  /** Closes the handler, until handlers change or it is told to {@link #reopen}. */
  public CompletableFuture<SwapRecord> letGo(String why) {
    return order(true, () -> actions.letGo(why));
  }

  /**
   * Holds all commands, with the volume at rest, until {@link #resume}.
   *
   * @param most for how long at the most; null for no limit
   */
  public CompletableFuture<SwapRecord> suspend(String why, Duration most) {
    return order(false, () -> actions.suspend(why, most));
  }

  /** Ends a suspension; gives how it was. */
  public CompletableFuture<SwapRecord> resume() {
    return order(false, actions::resume);
  }

  /** Serves the next volume, although what was written is not in it. */
  public CompletableFuture<SwapRecord> acceptLoss() {
    return order(false, actions::acceptLoss);
  }

  private synchronized CompletableFuture<SwapRecord> order(boolean swaps, Order.Action action) {
    CompletableFuture<SwapRecord> answer = orders.add(new Order(swaps, action));
    work();
    return answer;
  }

  /**
   * Waits until a handler that has gone is let go of.
   *
   * @return whether it was, in time; false when its commands do not come back
   */
  public boolean awaitReleased(Candidate gone, Duration within) throws InterruptedException {
    return monitor.awaitReleased(gone, within);
  }

  /**
   * Takes the handler off for good, soon; whatever is to be tried again later is not waited for.
   */
  public synchronized void beginStop() {
    stopping = true;
    changed = true;
    work();
  }

  /**
   * Waits until the handler was taken off after {@link #beginStop}.
   *
   * @return whether it was; false when its commands did not come back in time
   */
  public boolean awaitStopped() throws InterruptedException {
    awaitEnd(stopBound().toNanos());
    return hasStopped();
  }

  /** Longer than it takes to take a handler off that does not hang. */
  public Duration stopBound() {
    return bounds.get().handler().multipliedBy(2).plus(CLOSING);
  }

  /** Whether the handler was taken off after {@link #beginStop}. */
  public boolean hasStopped() {
    return status().state() == BindingState.STOPPED;
  }

  private synchronized void awaitEnd(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (!ended && deadline - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
    }
  }

  /** Takes a thread, unless it has one or there is nothing to do. */
  private synchronized void work() {
    if (working || ended || !hasWork()) {
      return;
    }
    working = true;
    try {
      threads.execute(this::run);
    } catch (OutOfMemoryError e) {
      working = false;
      LOG.warn("{}: there is no thread to change its handler: {}", lun, e.getMessage());
      retryInNanos(THREAD_RETRY.toNanos());
    }
  }

  private void run() {
    while (takeWork()) {
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
  }

  /** Returns whether there may be something to do; gives the thread back otherwise. */
  private synchronized boolean takeWork() {
    if (status().state() == BindingState.STOPPED) {
      orders.close();
      ended = true;
      notifyAll();
    } else if (hasWork()) {
      binding.lookAgain(changed);
      changed = false;
      retryAt = 0;
      return true;
    }
    working = false;
    return false;
  }

  private boolean hasWork() {
    return changed || !orders.isEmpty() || isRetryDue() || (stopping && retryAt == 0);
  }

  private boolean isRetryDue() {
    return retryAt != 0 && System.nanoTime() - retryAt >= 0;
  }

  @Override
  public synchronized void retryInNanos(long nanos) {
    long at = System.nanoTime() + nanos;
    if (retryAt == 0 || at - retryAt < 0) {
      retryAt = at;
      try {
        Future<?> unused = timer.schedule(this::work, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("{}: nothing is tried again, since the gateway ends", lun);
      }
    }
  }

  @Override
  public synchronized boolean isStopping() {
    return stopping;
  }
}
