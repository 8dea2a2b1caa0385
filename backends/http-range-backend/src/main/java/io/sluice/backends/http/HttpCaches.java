package io.sluice.backends.http;

import io.sluice.backends.http.cache.DiskCache;
import io.sluice.backends.http.cache.MemoryCache;
import io.sluice.backends.http.remote.HttpClients;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all volumes of the backend share: connections, caches, threads. */
public final class HttpCaches implements AutoCloseable {
  /** More would only queue at the disk. */
  private static final int DISK_THREADS = 4;

  private static final long IDLE_THREAD_SECONDS = 10;

  private final HttpClients clients = new HttpClients();
  private final MemoryCache memory;
  private final Optional<Path> traces;
  private final ThreadPoolExecutor diskExecutor;
  private final Set<HttpStore> stores = ConcurrentHashMap.newKeySet();
  private volatile Optional<DiskCache> disk;

  /**
   * @param memoryBound bytes of the memory cache
   * @param disk the disk cache; empty for none
   * @param traces folder of what was read first; empty where nothing is kept
   */
  public HttpCaches(long memoryBound, Optional<DiskCache> disk, Optional<Path> traces) {
    memory = new MemoryCache(memoryBound);
    this.disk = disk;
    this.traces = traces;
    AtomicInteger number = new AtomicInteger();
    diskExecutor =
        new ThreadPoolExecutor(
            DISK_THREADS,
            DISK_THREADS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "sluice-http-disk-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    diskExecutor.allowCoreThreadTimeOut(true);
  }

  HttpClients clients() {
    return clients;
  }

  MemoryCache memory() {
    return memory;
  }

  /** For volumes that are opened from now on. */
  void setDisk(Optional<DiskCache> other) {
    disk = other;
  }

  Optional<DiskCache> disk() {
    return disk;
  }

  Optional<Path> traces() {
    return traces;
  }

  /** The stores that are open. */
  Set<HttpStore> stores() {
    return stores;
  }

  /** For what waits for the disk. */
  ExecutorService diskExecutor() {
    return diskExecutor;
  }

  /** When no volume is open any more. */
  @Override
  public void close() {
    clients.close();
    diskExecutor.shutdown();
  }
}
