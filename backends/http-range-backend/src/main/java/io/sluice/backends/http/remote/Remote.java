package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One file on a server, asked again and again where that may help: with growing pauses, and bounded
 * by the patience for outages. No thread waits. Thread-safe.
 */
public final class Remote {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final URI url;
  private final Access access;
  private final Patience patience;
  private final HttpClients clients;
  private final Location location;
  private final Credentials credentials;
  private final Health health = new Health();
  private final Counters counters = new Counters();
  private volatile Exchange exchange;

  /** Touches nothing. */
  public Remote(URI url, Access access, Patience patience, HttpClients clients) {
    this.url = Urls.require(url);
    this.access = access;
    this.patience = patience;
    this.clients = clients;
    location = new Location(url);
    credentials = new Credentials(url, access);
  }

  /** How the server has answered of late. */
  public Health health() {
    return health;
  }

  public Counters counters() {
    return counters;
  }

  /**
   * Asks the server what it has, and waits for the answer.
   *
   * @throws RemoteException when there is no image to be had; another {@link IOException} when a
   *     file of the configuration can't be used. The message tells a person why
   */
  public Identity identify() throws IOException {
    return identify(true);
  }

  /**
   * The same for who can ask again later: where there is nobody who could answer, that is told at
   * once.
   *
   * @throws IOException as {@link #identify}
   */
  public Identity look() throws IOException {
    return identify(false);
  }

  private Identity identify(boolean patient) throws IOException {
    exchange = newExchange();
    CompletableFuture<Identity> identity = new CompletableFuture<>();
    new Persistence<>(exchange::identify, () -> 0, 0, identity, patient).start();
    try {
      return identity.get();
    } catch (ExecutionException e) {
      throw Failures.of(e, Urls.shown(url));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw health.outage().orElseGet(() -> Failures.of(new TimeoutException(), Urls.shown(url)));
    }
  }

  private Exchange newExchange() throws IOException {
    return new Exchange(
        clients.client(access),
        clients.timer(),
        location,
        credentials,
        new AnswerCheck(url, access),
        patience,
        counters);
  }

  /**
   * Fetches a range of a content that was identified. Where it breaks off, only the rest is asked
   * for again.
   *
   * @param first the first byte
   * @param last the last byte
   * @return completed when the sink has all; fails with a {@link RemoteException}
   */
  public CompletableFuture<Void> fetch(Identity identity, long first, long last, ByteSink sink) {
    Progress progress = new Progress(sink);
    ByteRange range = new ByteRange(first, last);
    return persist(
        () -> {
          ByteRange rest = range.after(progress.received);
          return rest.length() == 0
              ? CompletableFuture.completedFuture(null)
              : exchange.fetch(identity, rest, progress);
        },
        () -> progress.received,
        range.length());
  }

  private final class Progress implements ByteSink {
    private final ByteSink sink;
    private volatile long received;

    Progress(ByteSink sink) {
      this.sink = sink;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one call at a time
    public void accept(ByteBuffer bytes) {
      int count = bytes.remaining();
      sink.accept(bytes);
      received += count;
      counters.received(count);
    }
  }

  private <T> CompletableFuture<T> persist(
      Supplier<CompletableFuture<T>> attempt, LongSupplier progress, long goal) {
    CompletableFuture<T> result = new CompletableFuture<>();
    new Persistence<>(attempt, progress, goal, result, true).start();
    return result;
  }

  /** One thing that is tried until it is done, refused, or the patience has ended. */
  private final class Persistence<T> {
    private final Supplier<CompletableFuture<T>> attempt;
    private final CompletableFuture<T> result;
    private final LongSupplier progress;
    private final long goal;
    private final boolean patient;
    private long since = System.nanoTime();
    private long reached;
    private long askedAt;
    private int failures;

    /**
     * @param progress grows when something is achieved; where it does as quickly as it has to,
     *     patience begins anew
     * @param goal what it is to grow to: until then, an attempt that succeeds is followed by
     *     another
     * @param patient also where there is nobody who could answer
     */
    Persistence(
        Supplier<CompletableFuture<T>> attempt,
        LongSupplier progress,
        long goal,
        CompletableFuture<T> result,
        boolean patient) {
      this.patient = patient;
      this.attempt = attempt;
      this.progress = progress;
      this.goal = goal;
      this.result = result;
    }

    void start() {
      long pause = health.pauseNanos();
      if (pause == 0) {
        clients.executor().execute(this::run);
      } else if (pause < patience.outage().toNanos()) {
        runLater(pause);
      } else {
        result.completeExceptionally(
            RemoteException.outage(
                Urls.shown(url) + " wants to be left alone for longer than outageSeconds",
                (Throwable) null));
      }
    }

    /** The timer's thread is there for all, so it only hands over. */
    private void runLater(long nanos) {
      ScheduledFuture<?> unused =
          clients
              .timer()
              .schedule(() -> clients.executor().execute(this::run), nanos, TimeUnit.NANOSECONDS);
    }

    private void run() {
      askedAt = System.nanoTime();
      try {
        CompletableFuture<T> unused = attempt.get().whenComplete(this::ended);
      } catch (RuntimeException | Error e) { // a bug; who waits must be told
        result.completeExceptionally(e);
      }
    }

    private void ended(T value, Throwable thrown) {
      if (thrown == null && progress.getAsLong() >= goal) {
        health.succeeded(askedAt);
        result.complete(value);
        return;
      }
      boolean isQuick = getsOn();
      if (isQuick) {
        reached = progress.getAsLong();
        since = System.nanoTime();
        failures = 0;
        health.succeeded(askedAt);
      }
      if (thrown == null) {
        goOn(isQuick);
        return;
      }
      failed(thrown);
    }

    /** Whether what has come since patience began is as much as has to. */
    private boolean getsOn() {
      long gained = progress.getAsLong() - reached;
      double seconds = (double) (System.nanoTime() - since) / TimeUnit.SECONDS.toNanos(1);
      return gained > 0
          && gained >= seconds * patience.leastRate() / Math.max(1, exchange.bodies() + 1);
    }

    /** A part came; the rest is asked for, unless such parts come too slowly to get anywhere. */
    private void goOn(boolean isQuick) {
      if (isQuick || System.nanoTime() - since < patience.answer().toNanos()) {
        run();
      } else {
        failed(
            RemoteException.outage(
                Urls.shown(url) + " gives so little at a time that leastRate is not reached",
                (Throwable) null));
      }
    }

    private void failed(Throwable thrown) {
      RemoteException failure = Failures.of(thrown, Urls.shown(url));
      health.failed(failure);
      long pause = pauseNanos(failure);
      long waited = System.nanoTime() + pause - since;
      boolean isToldAtOnce = !patient && failure.isUnreachable();
      if (failure.kind() != RemoteException.Kind.OUTAGE || isToldAtOnce) {
        result.completeExceptionally(failure);
      } else if (health.isHopeless() || waited >= patience.outage().toNanos()) {
        health.gaveUp();
        result.completeExceptionally(failure);
      } else {
        counters.retried();
        runLater(pause);
      }
    }

    /** Half of it by chance, so that those who failed together do not come again together. */
    private long pauseNanos(RemoteException failure) {
      long longest = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures++, 20));
      long jittered = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2);
      return Math.max(jittered, failure.retryAfter().toNanos());
    }
  }
}
