package io.sluice.backend.http.remote;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** A body that can be given up while it comes in. */
abstract class WatchedBody implements BodySubscriber<Verdict> {
  private final CompletableFuture<Verdict> end = new CompletableFuture<>();
  private volatile long lastProgress = System.nanoTime();
  private Subscription subscription;
  private boolean cancelled;

  /** What has come in; returns whether there may be more. */
  abstract boolean take(List<ByteBuffer> buffers);

  /** What it comes to, where it has ended, or {@link #take} has had enough. */
  abstract Verdict verdict();

  /** What it comes to where it was broken off; null where that is a failure. */
  abstract Verdict verdictOfBroken();

  /** When the last byte came, or the headers did; of {@link System#nanoTime}. */
  final long lastProgress() {
    return lastProgress;
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
      lastProgress = System.nanoTime();
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
