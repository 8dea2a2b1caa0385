package io.sluice.backends.http;

import io.sluice.backends.http.cache.Blocks;
import io.sluice.backends.http.cache.DiskContent;
import io.sluice.backends.http.cache.Urgency;
import io.sluice.backends.http.remote.Identity;
import io.sluice.backends.http.remote.Urls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches before anybody asks: all blocks to disk, or those that were read first the last time. And
 * records which are read first. No thread waits.
 */
final class Prefetcher {
  private static final Logger LOG = LoggerFactory.getLogger(Prefetcher.class);

  /** After a failure. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Bytes that are fetched at a time. */
  private static final long STEP = 1 << 20;

  private final HttpSpec spec;
  private final Identity identity;
  private final Blocks blocks;
  private final Optional<DiskContent> disk;
  private final HttpCaches shared;
  private volatile boolean closed;
  private volatile String state = "";

  // Guarded by this.
  private Set<Long> recorded;

  /** Where the next step finds its blocks. */
  private interface Plan {
    /** Up to that many; empty when all is done. */
    List<Long> next(int count);

    /** They were fetched. */
    void done(List<Long> fetched);
  }

  Prefetcher(
      HttpSpec spec,
      Identity identity,
      Blocks blocks,
      Optional<DiskContent> disk,
      HttpCaches shared) {
    this.spec = spec;
    this.identity = identity;
    this.blocks = blocks;
    this.disk = disk;
    this.shared = shared;
  }

  /** Begins what is configured. */
  void start() {
    switch (spec.prefetch().what()) {
      case ALL -> startAll();
      case TRACE -> shared.diskExecutor().execute(this::startTrace);
      case NOTHING -> {}
    }
  }

  private void startAll() {
    if (disk.isEmpty()) {
      LOG.warn(
          "{}: there is no disk cache that all of it could be fetched to; set disk in"
              + " etc/io.sluice.cache.http.cfg",
          spec.name());
      return;
    }
    state = "prefetching all";
    DiskContent content = disk.get();
    step(
        new Plan() {
          private long at;

          @Override
          public List<Long> next(int count) {
            List<Long> missing = new ArrayList<>();
            for (long block = content.nextMissing(at);
                block < blocks.count() && missing.size() < count;
                block = content.nextMissing(block + 1)) {
              missing.add(block);
            }
            return missing;
          }

          /** What could not be kept, the disk being full, is not fetched again and again. */
          @Override
          public void done(List<Long> fetched) {
            at = fetched.get(fetched.size() - 1) + 1;
          }
        },
        Urgency.FOR_DISK);
  }

  private void startTrace() {
    Optional<Path> file = traceFile();
    try {
      Optional<Trace> trace = file.isEmpty() ? Optional.empty() : Trace.read(file.get());
      if (trace.isEmpty() || !trace.get().content().equals(identity.key())) {
        return;
      }
      List<Long> wanted = blocksOf(trace.get());
      state = "prefetching by trace";
      step(
          new Plan() {
            private int at;

            @Override
            public List<Long> next(int count) {
              return wanted.subList(at, Math.min(wanted.size(), at + count));
            }

            @Override
            public void done(List<Long> fetched) {
              at += fetched.size();
            }
          },
          Urgency.SOON);
    } catch (IOException e) {
      LOG.warn("{}: the trace can't be used: {}", spec.name(), e.getMessage());
    }
  }

  private List<Long> blocksOf(Trace trace) {
    Set<Long> seen = new HashSet<>();
    List<Long> wanted = new ArrayList<>();
    for (Trace.Range range : trace.ranges()) {
      long last = Math.min(identity.length(), range.offset() + range.length()) - 1;
      for (long at = range.offset() / blocks.blockSize(); at <= last / blocks.blockSize(); at++) {
        if (last >= 0 && seen.add(at)) {
          wanted.add(at);
        }
      }
    }
    return wanted;
  }

  private void step(Plan plan, Urgency urgency) {
    List<Long> next = closed ? List.of() : plan.next((int) Math.max(1, STEP / blocks.blockSize()));
    if (next.isEmpty()) {
      state = "";
      return;
    }
    long begin = System.nanoTime();
    CompletableFuture<?>[] loading =
        next.stream().map(block -> blocks.load(block, urgency)).toArray(CompletableFuture[]::new);
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(loading)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure == null) {
                    plan.done(next);
                  }
                  long pause =
                      failure == null
                          ? paced(next.size()) - (System.nanoTime() - begin)
                          : PAUSE_NANOS;
                  later(() -> step(plan, urgency), pause);
                });
  }

  /** How long that many blocks have to take. */
  private long paced(int count) {
    long rate = spec.prefetch().rate();
    return rate == 0
        ? 0
        : (long) ((double) count * blocks.blockSize() / rate * TimeUnit.SECONDS.toNanos(1));
  }

  private void later(Runnable task, long nanos) {
    try {
      ScheduledFuture<?> unused =
          shared
              .clients()
              .timer()
              .schedule(
                  () -> shared.diskExecutor().execute(task),
                  Math.max(0, nanos),
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      state = ""; // the backend stops
    }
  }

  /** For a person: what is going on; empty for nothing. */
  String state() {
    return isRecording() ? "recording" : state;
  }

  private synchronized boolean isRecording() {
    return recorded != null;
  }

  /** Begins to note what is read, each block the first time. */
  synchronized void record() {
    recorded = new LinkedHashSet<>();
  }

  void recordRead(long first, long last) {
    if (recorded == null) { // looked at without the lock: one read more or less is no matter
      return;
    }
    synchronized (this) {
      for (long block = first;
          recorded != null && block <= last && recorded.size() < Trace.MOST_RANGES;
          block++) {
        recorded.add(block);
      }
    }
  }

  /**
   * Keeps what was noted, for the next start.
   *
   * @return how many bytes were read; -1 where nothing was being recorded
   * @throws IOException when it can't be kept
   */
  long keepRecord() throws IOException {
    Set<Long> noted;
    synchronized (this) {
      if (recorded == null) {
        return -1;
      }
      noted = recorded;
      recorded = null;
    }
    Path file =
        traceFile().orElseThrow(() -> new IOException("this gateway has no folder for traces"));
    List<Trace.Range> ranges = new ArrayList<>();
    for (long block : noted) {
      ranges.add(new Trace.Range(block * blocks.blockSize(), blocks.blockSize()));
    }
    new Trace(identity.key(), ranges).write(file);
    return (long) noted.size() * blocks.blockSize();
  }

  private Optional<Path> traceFile() {
    return spec.name().isEmpty()
        ? Optional.empty()
        : shared.traces().map(folder -> folder.resolve(spec.name() + ".trace"));
  }

  /** What is being recorded is kept. */
  void close() {
    closed = true;
    try {
      long bytes = keepRecord();
      LOG.debug("{}: {} bytes recorded", Urls.shown(spec.url()), bytes);
    } catch (IOException e) {
      LOG.warn("{}: the trace can't be kept: {}", spec.name(), e.getMessage());
    }
  }
}
