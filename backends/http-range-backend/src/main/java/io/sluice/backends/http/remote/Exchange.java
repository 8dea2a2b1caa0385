package io.sluice.backends.http.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** Bodies that are coming in, which share the least rate. */
  private final AtomicInteger bodies = new AtomicInteger();

  /** Until the server was found to take If-Range for false whatever it has. */
  private volatile boolean isConditional = true;

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
    return run(Asked.what(false))
        .thenCompose(
            verdict ->
                verdict.identity().length() == ContentRange.UNKNOWN
                    ? run(Asked.what(true)).thenCompose(byHead -> joined(verdict, byHead))
                    : CompletableFuture.completedFuture(verdict.identity()));
  }

  private CompletableFuture<Identity> joined(Verdict byRange, Verdict byHead) {
    try {
      return CompletableFuture.completedFuture(
          check.withLength(byRange.identity(), byHead.identity()));
    } catch (RemoteException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Takes a range of a content to a sink, or its beginning where the server gives no more at once;
   * fails with a {@link RemoteException}.
   */
  CompletableFuture<Void> fetch(Identity identity, ByteRange range, ByteSink sink) {
    return run(new Asked(identity, range, sink, isConditional && identity.isVersioned(), false))
        .thenAccept(verdict -> {});
  }

  /** Bodies that are coming in now. */
  int bodies() {
    return bodies.get();
  }

  /**
   * @param identity what the content has to be; null to learn it
   * @param conditional whether the range is wanted of this content only; else what comes is looked
   *     at alone
   * @param head whether nothing is wanted but the headers
   */
  private record Asked(
      Identity identity, ByteRange range, ByteSink sink, boolean conditional, boolean head) {
    static Asked what(boolean head) {
      return new Asked(null, new ByteRange(0, 0), bytes -> {}, false, head);
    }

    Asked unconditional() {
      return new Asked(identity, range, sink, false, head);
    }
  }

  private CompletableFuture<Verdict> run(Asked asked) {
    return step(asked, location.current(), new Allowance());
  }

  /** What may still be done about a refusal. */
  private static final class Allowance {
    private int hops = MOST_HOPS;
    private boolean anew = true;
    private boolean challenge = true;

    /** Each step has a bound of its own; this is for all of them. */
    private final long begin = System.nanoTime();
  }

  private CompletableFuture<Verdict> step(Asked asked, URI target, Allowance allowance) {
    if (System.nanoTime() - allowance.begin >= patience.outage().toNanos()) {
      return CompletableFuture.failedFuture(
          RemoteException.outage(
              Urls.shown(location.origin()) + " did not come to an answer in time, over redirects",
              (Throwable) null));
    }
    return send(asked, target)
        .exceptionally(thrown -> Verdict.failed(Failures.of(thrown, Urls.shown(target))))
        .thenCompose(verdict -> next(asked, target, verdict, allowance));
  }

  private CompletableFuture<Verdict> next(
      Asked asked, URI target, Verdict verdict, Allowance allowance) {
    if (verdict.redirect() != null) {
      return follow(asked, target, verdict.redirect(), allowance);
    }
    if (verdict.conditionIgnored()) {
      return step(asked.unconditional(), target, allowance)
          .thenApply(
              answered -> {
                isConditional = false;
                return answered;
              });
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
    if (asked.head()) {
      return request.method("HEAD", BodyPublishers.noBody()).build();
    }
    request.setHeader("Range", asked.range().header());
    if (asked.conditional()) {
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

    private final LeastRate rate = new LeastRate(patience.leastRate(), patience.answer());
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
      long period = LeastRate.lookNanos(patience.answer());
      return timer.scheduleWithFixedDelay(
          this::giveUpWhenSlow, period, period, TimeUnit.NANOSECONDS);
    }

    private void giveUpWhenSlow() {
      WatchedBody open;
      synchronized (this) {
        open = body; // before there is one, the request has a timeout of its own
      }
      if (open != null && !open.look(rate, bodies.get())) {
        open.giveUp(tooSlow());
      }
    }

    private RemoteException tooSlow() {
      String url = Urls.shown(target);
      return RemoteException.outage(
          rate.inWindow() == 0
              ? url + " did not answer in time: its body does not go on"
              : "%s is too slow: %d bytes in %d s, where leastRate wants %d a second"
                  .formatted(
                      url,
                      rate.inWindow(),
                      Math.max(1, patience.answer().toSeconds()),
                      patience.leastRate()),
          (Throwable) null);
    }

    /** Whatever still comes of this answer goes nowhere: the next attempt has the sink. */
    synchronized void end() {
      ended = true;
      if (body != null) {
        bodies.decrementAndGet();
        body.giveUp(new CancellationException());
      }
    }

    @Override
    public synchronized BodySubscriber<Verdict> apply(ResponseInfo info) {
      if (ended) {
        return new DiscardedBody(Verdict.OK);
      }
      body = judge(new Answer(info));
      bodies.incrementAndGet();
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
          return new DiscardedBody(
              Verdict.of(
                  asked.head()
                      ? check.identifyByHead(answer, target)
                      : check.identify(answer, target)));
        }
        long length =
            check.requireRange(
                answer, target, asked.identity(), asked.range(), asked.conditional());
        return new RangeBody(Urls.shown(target), asked.sink(), length);
      } catch (RemoteException e) {
        if (asked.conditional() && check.mayIgnoreIfRange(answer, asked.identity())) {
          return new DiscardedBody(Verdict.conditionIgnored(e));
        }
        return new DiscardedBody(
            status == 401
                ? Verdict.challenge(answer.header("WWW-Authenticate"), e)
                : Verdict.failed(e));
      }
    }
  }
}
