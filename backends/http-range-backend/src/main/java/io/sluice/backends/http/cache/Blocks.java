package io.sluice.backends.http.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The blocks of one content: from memory, from disk, or from the network, each on its way once at a
 * time whoever wants it. No thread waits. Thread-safe.
 */
public final class Blocks {
  /** Bytes in a request, at the most, but for a single block. */
  private static final int LONGEST_REQUEST = 1 << 20;

  /** Blocks that wait to be written to disk; more are not kept. */
  private static final int MOST_WRITES = 64;

  private final String content;
  private final long length;
  private final int blockSize;
  private final RangeSource source;
  private final MemoryCache memory;
  private final Optional<DiskContent> disk;
  private final Executor diskExecutor;
  private final int connections;
  private final BlockCounters counters = new BlockCounters();
  private final Semaphore writes = new Semaphore(MOST_WRITES);

  // Guarded by this.
  private final FetchQueue queue;
  private final AheadBlocks ahead;
  private int requests;
  private boolean closed;

  /**
   * @param name the content, and the size of its blocks
   * @param disk where blocks are kept; empty for nowhere
   * @param diskExecutor for what blocks
   * @param connections how many requests may be under way at once
   * @param most bytes that are read ahead, at the most, and kept beside the memory cache
   */
  public Blocks(
      DiskContent.Key name,
      RangeSource source,
      MemoryCache memory,
      Optional<DiskContent> disk,
      Executor diskExecutor,
      int connections,
      long most) {
    content = name.key();
    length = name.length();
    blockSize = name.blockSize();
    this.source = source;
    this.memory = memory;
    this.disk = disk;
    this.diskExecutor = diskExecutor;
    this.connections = connections;
    ahead = new AheadBlocks(most);
    queue = new FetchQueue(Math.max(1, LONGEST_REQUEST / blockSize));
  }

  public BlockCounters counters() {
    return counters;
  }

  /** Bytes in all blocks but the last. */
  public int blockSize() {
    return blockSize;
  }

  /** How many there are. */
  public long count() {
    return (length + blockSize - 1) / blockSize;
  }

  /** The block, where it is in memory; else null. Not to be changed. */
  public byte[] inMemory(long block) {
    byte[] bytes = memory.get(content, block);
    if (bytes == null) {
      bytes = firstRead(block);
    }
    if (bytes != null) {
      counters.hitMemory();
    }
    return bytes;
  }

  /** One that was read ahead; from now on it is like any other. */
  private byte[] firstRead(long block) {
    synchronized (this) {
      byte[] bytes = ahead.take(block);
      if (bytes != null) {
        memory.put(content, block, bytes);
      }
      return bytes;
    }
  }

  /** Whether it is on disk. */
  public boolean isOnDisk(long block) {
    return disk.isPresent() && disk.get().has(block);
  }

  /** The block, from wherever it can be had. Not to be changed. */
  public CompletableFuture<byte[]> load(long block, Urgency urgency) {
    PendingBlock loading;
    boolean onDisk;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new CancellationException("is closed"));
      }
      PendingBlock known = queue.get(block);
      if (known != null) {
        if (urgency == Urgency.NOW) {
          queue.hurry(known);
          counters.joinedAnother();
        }
        loading = known;
        onDisk = false;
      } else {
        byte[] now = cameInMeanwhile(block, urgency);
        if (now != null) {
          return CompletableFuture.completedFuture(now);
        }
        loading = new PendingBlock(block, urgency);
        queue.register(loading);
        onDisk = isOnDisk(block);
        if (!onDisk) {
          queue.enqueue(loading);
        }
      }
    }
    if (onDisk) {
      diskExecutor.execute(() -> loadFromDisk(loading));
    } else {
      fetchNext();
    }
    return loading.bytes();
  }

  private byte[] cameInMeanwhile(long block, Urgency urgency) {
    byte[] bytes = memory.get(content, block);
    if (bytes == null) {
      bytes = urgency == Urgency.NOW ? firstRead(block) : ahead.get(block);
    }
    return bytes;
  }

  private void loadFromDisk(PendingBlock block) {
    byte[] bytes = disk.orElseThrow().read(block.number());
    if (bytes == null) {
      boolean late;
      synchronized (this) {
        late = closed;
        if (!late) {
          queue.enqueue(block);
        }
      }
      if (late) {
        cancel(List.of(block));
      } else {
        fetchNext();
      }
      return;
    }
    counters.hitDisk();
    arrived(block, bytes);
  }

  /** Forgets what was to be fetched ahead and was not begun. */
  public void abandonPatient() {
    List<PendingBlock> abandoned;
    synchronized (this) {
      abandoned = queue.abandonPatient();
    }
    cancel(abandoned);
  }

  private static void cancel(List<PendingBlock> blocks) {
    blocks.forEach(
        block -> block.bytes().completeExceptionally(new CancellationException("not wanted")));
  }

  /** Begins as many requests as there may be. */
  private void fetchNext() {
    while (true) {
      List<PendingBlock> run;
      synchronized (this) {
        if (closed || requests >= connections) {
          return;
        }
        // Reading ahead leaves room for who waits.
        run = queue.nextRun(requests >= Math.max(1, connections - 2));
        if (run.isEmpty()) {
          return;
        }
        requests++;
      }
      fetch(run);
    }
  }

  private void fetch(List<PendingBlock> run) {
    Incoming incoming = new Incoming(run);
    CompletableFuture<Void> fetched;
    try {
      fetched = source.fetch(incoming.first(), incoming.last(), incoming::accept);
    } catch (RuntimeException | Error e) { // a bug; who waits must be told
      fetched = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> unused =
        fetched.whenComplete(
            (nothing, failure) -> {
              synchronized (this) {
                requests--;
              }
              incoming.ended(failure);
              fetchNext();
            });
  }

  /** Cuts what comes in into blocks, each of which is passed on as soon as it is whole. */
  private final class Incoming {
    private final List<PendingBlock> run;
    private int at;
    private byte[] bytes;
    private int filled;

    Incoming(List<PendingBlock> run) {
      this.run = run;
    }

    long first() {
      return run.get(0).number() * blockSize;
    }

    long last() {
      return Math.min(length, (run.get(run.size() - 1).number() + 1) * blockSize) - 1;
    }

    void accept(ByteBuffer from) {
      while (from.hasRemaining()) {
        if (bytes == null) {
          long start = run.get(at).number() * blockSize;
          bytes = new byte[(int) Math.min(blockSize, length - start)];
          filled = 0;
        }
        int part = Math.min(from.remaining(), bytes.length - filled);
        from.get(bytes, filled, part);
        filled += part;
        if (filled == bytes.length) {
          byte[] whole = bytes;
          bytes = null;
          counters.fetchedOne();
          keep(run.get(at++), whole);
        }
      }
    }

    void ended(Throwable failure) {
      Throwable reason =
          failure != null ? failure : new IllegalStateException("a range came in too short");
      for (PendingBlock block : new ArrayList<>(run.subList(at, run.size()))) {
        synchronized (Blocks.this) {
          queue.remove(block);
        }
        block.bytes().completeExceptionally(reason);
      }
    }
  }

  private void arrived(PendingBlock block, byte[] bytes) {
    synchronized (this) {
      switch (block.urgency()) {
        case NOW -> memory.put(content, block.number(), bytes);
        case SOON -> ahead.put(block.number(), bytes);
        case FOR_DISK -> {} // memory is for what is used
      }
      queue.remove(block);
    }
    block.bytes().complete(bytes);
  }

  /** Who wants it on disk, waits for that; all others do not. */
  private void keep(PendingBlock block, byte[] bytes) {
    boolean first;
    synchronized (this) {
      first = block.urgency() == Urgency.FOR_DISK;
    }
    if (disk.isEmpty() || !writes.tryAcquire()) {
      arrived(block, bytes);
      return;
    }
    diskExecutor.execute(
        () -> {
          try {
            disk.get().write(block.number(), bytes);
          } finally {
            writes.release();
          }
          if (first) {
            arrived(block, bytes);
          }
        });
    if (!first) {
      arrived(block, bytes);
    }
  }

  /** Fetches nothing more, and waits until nothing is written to disk. */
  public void close() {
    List<PendingBlock> abandoned;
    synchronized (this) {
      closed = true;
      abandoned = queue.abandonAll();
      ahead.clear();
    }
    cancel(abandoned);
    writes.acquireUninterruptibly(MOST_WRITES);
  }
}
