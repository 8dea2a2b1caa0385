package io.sluice.iscsi.internal.server;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.backend.host.TurnWatch;
import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.SessionRegistry;
import io.sluice.iscsi.internal.session.SessionView;
import io.sluice.iscsi.internal.session.Timer;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The targets of a gateway, their portals and sessions. Knows nothing of how they are configured.
 */
public final class IscsiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IscsiServer.class);

  /** How long initiators have to log out when the gateway stops, or the target is taken away. */
  private static final Duration LOGOUT_TIME = Duration.ofSeconds(3);

  /** How often files of secrets are looked at. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1100);

  private final ThreadFactory threads;
  private final BufferPool pool;
  private final Timer timer;
  private final StandbyThreads standby;
  private final TurnWatch watch;
  private final SessionRegistry sessions = new SessionRegistry();
  private final ServedTargets targets;
  private final Admission admission;
  private final LogLimit complaints = new LogLimit(System::nanoTime);
  private final Map<InetSocketAddress, Portal> portals = new ConcurrentHashMap<>();

  /** Guarded by this. */
  private boolean closed;

  /**
   * Without targets, and listening nowhere.
   *
   * @param threads makes the threads; they are named here
   */
  public IscsiServer(ThreadFactory threads, BufferPool pool) {
    this.threads = threads;
    this.pool = pool;
    timer = new Timer(threads);
    standby = new StandbyThreads(threads, "sluice-iscsi-connection");
    watch = new TurnWatch(threads, "sluice-iscsi-watch");
    targets = new ServedTargets(sessions, timer, LOGOUT_TIME);
    admission = new Admission(targets, sessions, standby);
    Future<?> unused = timer.every(BETWEEN_LOOKS, targets::lookAtSecrets);
  }

  /**
   * Makes the targets be these: what is new begins, what is gone ends, what has changed holds from
   * here on, also for sessions there are. After {@link #close} nothing begins any more.
   *
   * @return the portals that could not be opened, with the reason
   */
  public synchronized Map<InetSocketAddress, String> apply(Collection<TargetSpec> specs) {
    if (closed) { // a gateway that stops takes its logical units away one by one
      return Map.of();
    }
    Map<String, TargetSpec> wanted =
        specs.stream().collect(Collectors.toMap(TargetSpec::iqn, spec -> spec));
    targets.apply(wanted);
    divideMemory(wanted.values());
    return applyPortals(
        wanted.values().stream()
            .flatMap(spec -> spec.portals().stream())
            .collect(Collectors.toSet()));
  }

  private void divideMemory(Collection<TargetSpec> specs) {
    int largest = Limits.DEFAULTS.transferBytes();
    int most = 0;
    for (TargetSpec spec : specs) {
      largest = Math.max(largest, spec.limits().transferBytes());
      most += spec.limits().sessions();
    }
    pool.memory().divide(largest, Math.min(most, Admission.MOST_CONNECTIONS));
  }

  private Map<InetSocketAddress, String> applyPortals(Set<InetSocketAddress> wanted) {
    for (Portal portal : List.copyOf(portals.values())) {
      if (!wanted.contains(portal.address())) {
        portals.remove(portal.address());
        close(portal);
      }
    }
    Map<InetSocketAddress, String> failures = new LinkedHashMap<>();
    for (InetSocketAddress address : wanted) {
      if (!portals.containsKey(address)) {
        try {
          open(address);
        } catch (IOException | RuntimeException e) {
          failures.put(address, e.getMessage());
        }
      }
    }
    return failures;
  }

  private void open(InetSocketAddress address) throws IOException {
    Portal portal = new Portal(address);
    portals.put(address, portal);
    start("sluice-iscsi-" + address.getPort(), () -> portal.accept(this));
    LOG.info("iSCSI listens on {}", portal.boundAddress());
  }

  private static void close(Portal portal) {
    try {
      portal.close();
    } catch (IOException e) {
      LOG.warn("closing {}: {}", portal, e.getMessage());
    }
  }

  private void start(String name, Runnable task) {
    Thread thread = threads.newThread(task);
    thread.setName(name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Where a portal listens; empty where it does not. */
  public Optional<InetSocketAddress> boundAddress(InetSocketAddress portal) {
    return Optional.ofNullable(portals.get(portal)).map(Portal::boundAddress);
  }

  /** The logical units that sessions have used. */
  public Set<LogicalUnit> inUse() {
    Set<LogicalUnit> used = Collections.newSetFromMap(new IdentityHashMap<>());
    sessions.all().forEach(session -> session.addUsed(used));
    return used;
  }

  /** Whether initiators are logged in to a target. */
  public boolean hasSessions(String iqn) {
    return !targets.sessions(iqn).isEmpty();
  }

  /** All sessions now, in the order in which they began. */
  public List<SessionView> sessionViews() {
    return sessions.all().stream()
        .sorted(Comparator.comparing(Session::begun))
        .map(SessionView::of)
        .toList();
  }

  /**
   * Drops a session; its initiator may log in again.
   *
   * @param handle as {@link SessionView#id}
   * @return whether there was one
   */
  public boolean end(int handle) {
    List<Session> found =
        sessions.all().stream().filter(session -> session.handle() == handle).toList();
    found.forEach(session -> session.drop("ended in the shell"));
    return !found.isEmpty();
  }

  /** Makes the sessions of a CHAP name with a target another's, and gives how many there were. */
  public int rebind(String iqn, String from, String to) {
    return (int) targets.sessions(iqn).stream().filter(session -> session.rebind(from, to)).count();
  }

  /** Number of sessions now. */
  public int sessionCount() {
    return sessions.all().size();
  }

  /** For delayed actions. */
  public Timer timer() {
    return timer;
  }

  // For portals and connections.

  /** Who gets in. */
  Admission admission() {
    return admission;
  }

  /** How long a login may take. */
  Duration loginTimeout() {
    return targets.loginTimeout();
  }

  /** Bounds what strangers can make us log. */
  LogLimit complaints() {
    return complaints;
  }

  BufferPool pool() {
    return pool;
  }

  /** What initiators make us hold. */
  public HeldMemory held() {
    return admission.held();
  }

  /** Threads that read connections, and that stand by to. */
  public StandbyThreads standby() {
    return standby;
  }

  /** Looks after connections whose reader is kept by a handler. */
  TurnWatch watch() {
    return watch;
  }

  SessionRegistry sessions() {
    return sessions;
  }

  byte[] sendTargets(Connection connection, Session session, String which) {
    return new TargetList(targets.at(connection.portal()), connection, portals::containsKey)
        .answer(session, which);
  }

  /**
   * Asks initiators to log out, waits a little, and drops those that are left. Commands that their
   * handlers keep are not waited for: logical units do so when they stop.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      portals.values().forEach(IscsiServer::close);
      portals.clear();
    }
    Collection<Session> open = sessions.all();
    open.forEach(session -> session.requestLogout((int) LOGOUT_TIME.toSeconds()));
    awaitDisconnected(open, LOGOUT_TIME);
    admission.dropAll("the gateway stops");
    awaitDisconnected(open, LOGOUT_TIME);
    targets.clear();
    timer.close();
    watch.close();
    standby.close();
  }

  private static void awaitDisconnected(Collection<Session> open, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Session session : open) {
      try {
        session.disconnected().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("{} is still there", session);
      }
    }
  }
}
