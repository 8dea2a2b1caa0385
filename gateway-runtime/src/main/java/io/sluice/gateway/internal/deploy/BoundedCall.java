package io.sluice.gateway.internal.deploy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call into somebody else's code, which may never come back. It runs on a thread of its own; one
 * that is not back in time is interrupted, and, where that does not help, left behind.
 */
final class BoundedCall {
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** May throw what it likes. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Thread thread;

  private BoundedCall(String name, Action action) {
    thread =
        new Thread(
            () -> {
              try {
                action.run();
                end.complete(null);
              } catch (Throwable e) { // handed to who waits
                end.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
  }

  /**
   * Calls.
   *
   * @param onLateEnd what to do should the call come back after all, when it was left behind
   * @throws ExecutionException with what the call has thrown
   * @throws TimeoutException when it was left behind; the message says where it is
   */
  static void run(String name, Duration bound, Action action, Runnable onLateEnd)
      throws ExecutionException, TimeoutException, InterruptedException {
    BoundedCall call = new BoundedCall(name, action);
    call.thread.start();
    if (!call.isBackWithin(bound)) {
      String where = call.where();
      call.thread.interrupt();
      if (!call.isBackWithin(GRACE)) {
        CompletableFuture<Void> unused =
            call.end.whenComplete((nothing, failure) -> onLateEnd.run());
        throw new TimeoutException(where);
      }
    }
    call.end.get();
  }

  private boolean isBackWithin(Duration bound) throws InterruptedException {
    try {
      end.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      // told by who asks for the result
    }
    return true;
  }

  private String where() {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length == 0 ? "about to end" : "in " + stack[0];
  }
}
