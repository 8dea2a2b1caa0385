package io.sluice.backend.http.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One request for one range, over the redirects, the challenge and the forgotten redirect that may
 * come in its way. What fails here may be tried again by who asked.
 */
final class Exchange {
  private static final int MOST_HOPS = 10;

  private final HttpClient client;
  private final ScheduledExecutorService timer;
  private final Location location;
  private final Credentials credentials;
  private final AnswerCheck check;
  private final Patience patience;
  private final Counters counters;

  Exchange(
      HttpClient client,
      ScheduledExecutorService timer,
      Location location,
      Credentials credentials,
      AnswerCheck check,
      Patience patience,
      Counters counters) {
    this.client = client;
    this.timer = timer;
    this.location = location;
    this.credentials = credentials;
    this.check = check;
    this.patience = patience;
    this.counters = counters;
  }

  /** What the server has; fails with a {@link RemoteException}. */
  CompletableFuture<Identity> identify() {
    return run(new Asked(null, new ByteRange(0, 0), bytes -> {})).thenApply(Verdict::identity);
  }

  /** Takes a range of a content to a sink; fails with a {@link RemoteException}. */
  CompletableFuture<Void> fetch(Identity identity, ByteRange range, ByteSink sink) {
    return run(new Asked(identity, range, sink)).thenAccept(verdict -> {});
  }

  /**
   * @param identity what the content has to be; null to learn it
   */
  private record Asked(Identity identity, ByteRange range, ByteSink sink) {}

  private CompletableFuture<Verdict> run(Asked asked) {
    return step(asked, location.current(), new Allowance());
  }

  /** What may still be done about a refusal. */
  private static final class Allowance {
    private int hops = MOST_HOPS;
    private boolean anew = true;
    private boolean challenge = true;
  }

  private CompletableFuture<Verdict> step(Asked asked, URI target, Allowance allowance) {
    return send(asked, target)
        .exceptionally(thrown -> Verdict.failed(Failures.of(thrown, Urls.shown(target))))
        .thenCompose(verdict -> next(asked, target, verdict, allowance));
  }

  private CompletableFuture<Verdict> next(
      Asked asked, URI target, Verdict verdict, Allowance allowance) {
    if (verdict.redirect() != null) {
      return follow(asked, target, verdict.redirect(), allowance);
    }
    if (verdict.challenge() != null && allowance.challenge) {
      allowance.challenge = false;
      return credentials
          .answer(client, target, verdict.challenge(), patience.answer())
          .thenCompose(
              again ->
                  again
                      ? step(asked, target, allowance)
                      : lost(asked, target, verdict.failure(), allowance));
    }
    return verdict.failure() == null
        ? CompletableFuture.completedFuture(verdict)
        : lost(asked, target, verdict.failure(), allowance);
  }

  private CompletableFuture<Verdict> follow(Asked asked, URI from, String to, Allowance allowance) {
    try {
      URI target = Location.target(from, to);
      if (allowance.hops-- == 0) {
        throw RemoteException.refused(Urls.shown(location.origin()) + " redirects without end");
      }
      counters.redirected();
      location.remember(target);
      return step(asked, target, allowance);
    } catch (RemoteException e) {
      location.forget(from);
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A place that was remembered may have had its time: where it refuses, it is asked for anew. */
  private CompletableFuture<Verdict> lost(
      Asked asked, URI target, RemoteException failure, Allowance allowance) {
    boolean elsewhere = location.forget(target);
    boolean useful = failure.kind() != RemoteException.Kind.CHANGED;
    if (elsewhere && useful && allowance.anew) {
      allowance.anew = false;
      return step(asked, location.origin(), allowance);
    }
    return CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<Verdict> send(Asked asked, URI target) {
    HttpRequest request;
    try {
      request = request(asked, target);
    } catch (RemoteException e) {
      return CompletableFuture.failedFuture(e);
    }
    counters.requested();
    Watched watched = new Watched(asked, target);
    CompletableFuture<HttpResponse<Verdict>> answer = client.sendAsync(request, watched);
    ScheduledFuture<?> watch = watched.begin();
    CompletableFuture<Void> unused = answer.handle(watched::ended);
    return watched
        .verdict()
        .whenComplete(
            (verdict, failure) -> {
              watch.cancel(false);
              watched.end();
            });
  }

  private HttpRequest request(Asked asked, URI target) throws RemoteException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .version(Urls.isTls(target) ? Version.HTTP_2 : Version.HTTP_1_1)
            .timeout(patience.answer())
            .setHeader("Accept-Encoding", "identity")
            .setHeader("User-Agent", "sluice");
    credentials.addTo(request, target);
    request.setHeader("Range", asked.range().header());
    if (asked.identity() != null && asked.identity().isVersioned()) {
      request.setHeader("If-Range", asked.identity().validator());
    }
    return request.build();
  }

  /** Judges the answer, and gives up one that does not go on. */
  private final class Watched implements HttpResponse.BodyHandler<Verdict> {
    private final Asked asked;
    private final URI target;

    /** Of the body as soon as that has ended; the client's own answer goes over another thread. */
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

    private WatchedBody body;
    private boolean ended;

    Watched(Asked asked, URI target) {
      this.asked = asked;
      this.target = target;
    }

    CompletableFuture<Verdict> verdict() {
      return verdict;
    }

    private void ended(Verdict value, Throwable failure) {
      if (failure == null) {
        verdict.complete(value);
      } else {
        verdict.completeExceptionally(failure);
      }
    }

    /**
     * The client has ended: here that is news only where there was no answer, or one without a body
     * to be asked for, which is a proxy's that wants credentials before it makes a tunnel.
     */
    Void ended(HttpResponse<Verdict> response, Throwable failure) {
      if (failure != null) {
        verdict.completeExceptionally(failure);
      } else if (response.body() == null) {
        verdict.complete(Verdict.failed(check.refusedByProxy()));
      }
      return null;
    }

    ScheduledFuture<?> begin() {
      long period = patience.answer().toNanos();
      return timer.scheduleWithFixedDelay(
          () -> giveUpWhenIdle(period), period, period, TimeUnit.NANOSECONDS);
    }

    private void giveUpWhenIdle(long period) {
      WatchedBody open;
      synchronized (this) {
        open = body; // before there is one, the request has a timeout of its own
      }
      if (open != null && System.nanoTime() - open.lastProgress() >= period) {
        open.giveUp(new HttpTimeoutException("the body does not go on"));
      }
    }

    /** Whatever still comes of this answer goes nowhere: the next attempt has the sink. */
    synchronized void end() {
      ended = true;
      if (body != null) {
        body.giveUp(new CancellationException());
      }
    }

    @Override
    public synchronized BodySubscriber<Verdict> apply(ResponseInfo info) {
      body = ended ? new DiscardedBody(Verdict.OK) : judge(new Answer(info));
      CompletionStage<Verdict> unused = body.getBody().whenComplete(this::ended);
      return body;
    }

    private WatchedBody judge(Answer answer) {
      int status = answer.status();
      String redirect = answer.header("Location");
      if (status >= 300 && status < 400 && status != 304 && !redirect.isEmpty()) {
        return new DiscardedBody(Verdict.redirect(redirect));
      }
      try {
        if (asked.identity() == null) {
          return new DiscardedBody(Verdict.of(check.identify(answer)));
        }
        check.requireRange(answer, asked.identity(), asked.range());
      } catch (RemoteException e) {
        return new DiscardedBody(
            status == 401
                ? Verdict.challenge(answer.header("WWW-Authenticate"), e)
                : Verdict.failed(e));
      }
      return new RangeBody(Urls.shown(target), asked.sink(), asked.range().length());
    }
  }
}
