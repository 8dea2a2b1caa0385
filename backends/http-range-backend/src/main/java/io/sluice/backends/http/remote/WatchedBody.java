package io.sluice.backends.http.remote;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** A body that can be given up while it comes in, and is when it comes in too slowly. */
abstract class WatchedBody implements BodySubscriber<Verdict> {
  private final CompletableFuture<Verdict> end = new CompletableFuture<>();
  private long received;
  private Subscription subscription;
  private boolean cancelled;

  /** What has come in; returns whether there may be more. */
  abstract boolean take(List<ByteBuffer> buffers);

  /** What it comes to, where it has ended, or {@link #take} has had enough. */
  abstract Verdict verdict();

  /** What it comes to where it was broken off; null where that is a failure. */
  abstract Verdict verdictOfBroken();

  /**
   * Whether it may go on to come in.
   *
   * @param isQuick whether it comes in as quickly as it has to
   * @param isWindowOver whether it has had the time that an answer has
   */
  abstract boolean mayGoOn(boolean isQuick, boolean isWindowOver);

  /**
   * Looks how quickly it comes in.
   *
   * @return false where that is too slow
   */
  final synchronized boolean look(LeastRate rate, int sharers) {
    boolean isQuick = rate.look(received, sharers);
    return mayGoOn(isQuick, rate.isWindowOver());
  }

  /** Takes no more: when this returns, {@link #take} is not called any more. */
  final void giveUp(Throwable reason) {
    Subscription open;
    synchronized (this) {
      cancelled = true;
      open = end.isDone() ? null : subscription;
    }
    broken(reason); // before the cancelling, which may be told as a failure of its own
    if (open != null) {
      open.cancel();
    }
  }

  private void broken(Throwable reason) {
    Verdict verdict = verdictOfBroken();
    if (verdict == null) {
      end.completeExceptionally(reason);
    } else {
      end.complete(verdict);
    }
  }

  @Override
  public final CompletionStage<Verdict> getBody() {
    return end;
  }

  @Override
  public final synchronized void onSubscribe(Subscription opened) {
    subscription = opened;
    if (cancelled) {
      opened.cancel();
    } else {
      opened.request(Long.MAX_VALUE);
    }
  }

  @Override
  public final void onNext(List<ByteBuffer> buffers) {
    boolean more;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      for (ByteBuffer buffer : buffers) {
        received += buffer.remaining();
      }
      more = take(buffers);
      if (!more) {
        cancelled = true;
        subscription.cancel();
      }
    }
    if (!more) {
      end.complete(verdict());
    }
  }

  @Override
  public final void onError(Throwable failure) {
    broken(failure);
  }

  @Override
  public final void onComplete() {
    end.complete(verdict());
  }
}
