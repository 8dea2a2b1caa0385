package io.sluice.backends.seekable;

import io.sluice.backend.PreparingException;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The indexes of all volumes of a backend. Those that take long are built once, on a thread of
 * their own, and kept: in memory as long as somebody uses them or there is room, and in a folder.
 */
public final class Indexes implements AutoCloseable {
  /**
   * How long who asks is kept waiting: most indexes are there by then. Less than the second that a
   * logical unit gives a handler at the least; one that gives it less interrupts the wait.
   */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** A file that is damaged is not read all over again each time that somebody asks. */
  private static final Duration FAILURE_HOLDS = Duration.ofMinutes(10);

  private static final int MOST_FAILURES = 64;

  private record Failure(IOException reason, long until) {}

  private final Duration patience;
  private volatile Optional<IndexFolder> folder;

  // Guarded by this.
  private final Map<IndexKey, SoftReference<SeekIndex>> known = new HashMap<>();
  private final Map<IndexKey, IndexBuild> underWay = new HashMap<>();
  private final Map<IndexKey, Failure> failures = new HashMap<>();
  private boolean closed;

  /**
   * @param folder where they are kept; empty for nowhere
   */
  public Indexes(Optional<IndexFolder> folder) {
    this(folder, PATIENCE);
  }

  Indexes(Optional<IndexFolder> folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  /** For indexes that are built from now on. */
  public void setFolder(Optional<IndexFolder> other) {
    folder = other;
  }

  /** Where they are kept. */
  public Optional<IndexFolder> folder() {
    return folder;
  }

  /**
   * The index of a file.
   *
   * @param source where it can be opened again
   * @param file the same, open
   * @throws PreparingException while it is being built; the message tells how far that is
   * @throws IOException when the file can't be served
   */
  public SeekIndex of(SeekableFormat format, EncodedSource source, EncodedFile file)
      throws IOException {
    if (format.isIndexQuick()) {
      return format.index(file, IndexProgress.NONE);
    }
    IndexKey key = IndexKey.of(format, file);
    IndexBuild build;
    synchronized (this) {
      SeekIndex index = find(key);
      if (index != null) {
        return index;
      }
      build = underWay.get(key);
      if (build == null) {
        build = new IndexBuild(format, source, key, folder, this::ended);
        underWay.put(key, build);
        build.start();
      }
    }
    return build.await(patience).orElseThrow(build::notReady);
  }

  private SeekIndex find(IndexKey key) throws IOException {
    if (closed) {
      throw new IOException("the backend stops");
    }
    SoftReference<SeekIndex> reference = known.get(key);
    SeekIndex index = reference == null ? null : reference.get();
    Failure failure = failures.get(key);
    if (index == null && failure != null) {
      if (System.nanoTime() - failure.until < 0) {
        throw new DamagedException(failure.reason.getMessage(), failure.reason);
      }
      failures.remove(key);
    }
    return index;
  }

  /** Before those who wait for it are told. */
  private synchronized void ended(IndexBuild build, SeekIndex index, Throwable failure) {
    underWay.remove(build.key());
    known.values().removeIf(reference -> reference.get() == null);
    if (index != null) {
      known.put(build.key(), new SoftReference<>(index));
    } else if (failure instanceof DamagedException damaged) {
      if (failures.size() >= MOST_FAILURES) {
        failures.clear();
      }
      failures.put(build.key(), new Failure(damaged, System.nanoTime() + FAILURE_HOLDS.toNanos()));
    }
  }

  /** Ends what is being built. */
  @Override
  public void close() {
    List<IndexBuild> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(underWay.values());
    }
    left.forEach(IndexBuild::abandon);
    left.forEach(IndexBuild::awaitEnd);
  }
}
