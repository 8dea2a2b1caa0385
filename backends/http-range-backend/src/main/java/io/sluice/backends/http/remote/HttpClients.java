package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP clients and threads of all volumes. Volumes that verify and are verified alike, over the
 * same proxy, share one client: on Java 17 a client can't be closed, and each has a thread.
 */
public final class HttpClients implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final long IDLE_THREAD_SECONDS = 10;

  /**
   * What two volumes have to have in common to share a client.
   *
   * @param age of the files of {@code tls}, which may be replaced at any time
   */
  private record Kind(Access.Tls tls, Optional<Proxy> proxy, String age) {
    boolean isOfSameFiles(Kind other) {
      return tls.equals(other.tls) && proxy.equals(other.proxy);
    }
  }

  private final ExecutorService executor;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Kind, HttpClient> clients = new HashMap<>();

  public HttpClients() {
    // None of their tasks blocks, but for the lookup of a host's name.
    executor =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons("sluice-http-"));
    timer = new ScheduledThreadPoolExecutor(1, daemons("sluice-http-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * @throws IOException when a file of the access can't be used; the message names it
   */
  synchronized HttpClient client(Access access) throws IOException {
    Kind kind = new Kind(access.tls(), access.proxy(), age(access.tls()));
    HttpClient client = clients.get(kind);
    if (client == null) {
      client = create(kind);
      clients.keySet().removeIf(kind::isOfSameFiles);
      clients.put(kind, client);
    }
    return client;
  }

  private static String age(Access.Tls tls) throws IOException {
    StringBuilder age = new StringBuilder();
    for (Optional<Path> file :
        List.of(tls.caFile(), tls.certificate(), tls.key().map(SecretFile::path))) {
      if (file.isPresent()) {
        age.append(lastModified(file.get())).append(' ');
      }
    }
    return age.toString();
  }

  private static FileTime lastModified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + file, e);
    }
  }

  private HttpClient create(Kind kind) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(executor)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER);
    if (!kind.tls().equals(Access.Tls.DEFAULT)) {
      builder.sslContext(TlsContexts.create(kind.tls()));
    }
    kind.proxy().ifPresent(proxy -> builder.proxy(ProxySelector.of(proxy.address())));
    return builder.build();
  }

  /** For tasks that do not wait. */
  public ExecutorService executor() {
    return executor;
  }

  /** For what is to happen later; its tasks do not block. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  /** When no volume is open any more. */
  @Override
  public synchronized void close() {
    clients.clear();
    timer.shutdownNow();
    executor.shutdown();
  }
}
