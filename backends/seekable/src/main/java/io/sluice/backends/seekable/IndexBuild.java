package io.sluice.backends.seekable;

import io.sluice.backend.PreparingException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One index that is being built, or loaded, on a thread of its own. */
final class IndexBuild {
  private static final Logger LOG = LoggerFactory.getLogger(IndexBuild.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Logical units ask at least every half minute for a volume that they wait for. */
  private static final long NOBODY_ASKS_NANOS = Duration.ofMinutes(3).toNanos();

  private static final Duration STOP = Duration.ofSeconds(10);

  /** Who is told of the end: one of index and failure is null. */
  interface Listener {
    void ended(IndexBuild build, SeekIndex index, Throwable failure);
  }

  private final SeekableFormat format;
  private final EncodedSource source;
  private final IndexKey key;
  private final Optional<IndexFolder> folder;
  private final Listener listener;
  private final CompletableFuture<SeekIndex> result = new CompletableFuture<>();
  private final Thread thread;
  private volatile long lastAsked = System.nanoTime();
  private volatile long encoded;
  private volatile boolean abandoned;

  IndexBuild(
      SeekableFormat format,
      EncodedSource source,
      IndexKey key,
      Optional<IndexFolder> folder,
      Listener listener) {
    this.format = format;
    this.source = source;
    this.key = key;
    this.folder = folder;
    this.listener = listener;
    thread = new Thread(this::run, "sluice-index-" + NUMBERS.incrementAndGet());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  IndexKey key() {
    return key;
  }

  private void run() {
    try {
      SeekIndex index = load();
      listener.ended(this, index, null);
      result.complete(index);
    } catch (Throwable failure) {
      listener.ended(this, null, failure);
      result.completeExceptionally(failure);
    }
  }

  private SeekIndex load() throws IOException {
    Optional<SeekIndex> kept = folder.flatMap(where -> where.load(key));
    if (kept.isPresent()) {
      return kept.get();
    }
    SeekIndex index = build();
    folder.ifPresent(where -> where.save(key, index));
    return index;
  }

  private SeekIndex build() throws IOException {
    long begin = System.nanoTime();
    try (EncodedFile file = source.look()) {
      if (!IndexKey.of(format, file).equals(key)) {
        throw new IOException(file.name() + " was changed just now");
      }
      SeekIndex index = format.index(file, this::progress);
      LOG.info(
          "{}: its index was built in {} s: {} spans in {} bytes",
          file.name(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
          index.spans(),
          index.length());
      return index;
    }
  }

  private void progress(long done) throws InterruptedIOException {
    encoded = done;
    if (abandoned || System.nanoTime() - lastAsked > NOBODY_ASKS_NANOS) {
      throw new InterruptedIOException("nobody waits for the index of " + source + " any more");
    }
  }

  /** The index, when it is there in time. */
  Optional<SeekIndex> await(Duration patience) throws IOException {
    lastAsked = System.nanoTime();
    try {
      return Optional.of(result.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    }
    return new IOException("the index can't be built: " + cause, cause);
  }

  PreparingException notReady() {
    return new PreparingException(
        "the index of %s is being built: %d %%"
            .formatted(source, key.length() == 0 ? 0 : encoded * 100 / key.length()));
  }

  void abandon() {
    abandoned = true;
  }

  /** For a while: what reads a server that is silent has its own bound. */
  void awaitEnd() {
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
