package io.sluice.gateway.internal.binding;

import io.sluice.gateway.internal.path.Stack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of {@code probe}, {@code open}, {@code flush} and {@code close}, on threads of their own,
 * so that one that does not return is known by its stack and holds up nobody who need not wait.
 */
public final class HandlerCalls implements AutoCloseable {
  private static final long IDLE_THREAD_SECONDS = 10;

  private final Executor pool;
  private final Runnable onClose;
  private final List<Call<?>> underWay = new ArrayList<>();

  /** On threads of their own, which {@link #close} lets go of. */
  public HandlerCalls(ThreadFactory threads) {
    this(
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads));
  }

  private HandlerCalls(ThreadPoolExecutor pool) {
    this(pool, pool::shutdown);
  }

  /** On threads of somebody else's. */
  public HandlerCalls(Executor pool, Runnable onClose) {
    this.pool = pool;
    this.onClose = onClose;
  }

  /** One call. */
  public final class Call<T> implements Runnable {
    private final String what;
    private final Callable<T> body;
    private final long begin = System.nanoTime();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Thread thread; // guarded by this; null before and after

    private Call(String what, Callable<T> body) {
      this.what = what;
      this.body = body;
    }

    @Override
    public void run() {
      occupy(Thread.currentThread());
      T value = null;
      Throwable failure = null;
      try {
        value = body.call();
      } catch (Throwable e) { // a handler can't hurt the gateway
        failure = e;
      }
      occupy(null);
      forget(this);
      if (failure == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(failure);
      }
    }

    private synchronized void occupy(Thread by) {
      if (by == null) {
        boolean unused = Thread.interrupted(); // meant for what has ended
      }
      thread = by;
    }

    /** Waits for it. Returns whether it has returned, or thrown, in time. */
    public boolean await(long nanos) {
      try {
        T unused = result.get(nanos, TimeUnit.NANOSECONDS);
        return true;
      } catch (ExecutionException e) {
        return true; // told by result()
      } catch (TimeoutException | InterruptedException e) {
        return false;
      }
    }

    boolean hasEnded() {
      return result.isDone();
    }

    /** What it has returned; throws what it has thrown. Only after it has ended. */
    public T result() throws IOException {
      try {
        return result.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw new HandlerFault(e.getCause());
      }
    }

    /** Asks it to return; what it may do about that is its own affair. */
    public synchronized void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    /** What is done with it once it returns, on its thread or at once on this one. */
    void afterwards(Runnable action) {
      CompletableFuture<Void> unused = result.handle((value, failure) -> null).thenRun(action);
    }

    @Override
    public String toString() {
      return what;
    }

    private synchronized Stack stack() {
      return Stack.of(
          what, System.nanoTime() - begin, Optional.ofNullable(thread)); // not yet begun: none
    }
  }

  /** A handler threw what it should not: its bug. */
  static final class HandlerFault extends IOException {
    private static final long serialVersionUID = 1L;

    private HandlerFault(Throwable cause) {
      super(cause.toString(), cause);
    }
  }

  /** Begins a call. */
  public <T> Call<T> begin(String what, Callable<T> body) {
    Call<T> call = new Call<>(what, body);
    synchronized (underWay) {
      underWay.add(call);
    }
    pool.execute(call);
    return call;
  }

  private void forget(Call<?> call) {
    synchronized (underWay) {
      underWay.remove(call);
    }
  }

  /** The calls that have not returned, and where they are. */
  public List<Stack> underWay() {
    synchronized (underWay) {
      return underWay.stream().map(Call::stack).toList();
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
