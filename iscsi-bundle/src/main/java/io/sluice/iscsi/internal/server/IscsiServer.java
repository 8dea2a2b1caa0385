package io.sluice.iscsi.internal.server;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.backend.host.TurnWatch;
import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginOutcome;
import io.sluice.iscsi.internal.login.LoginPhase;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.login.LoginThrottle;
import io.sluice.iscsi.internal.login.OutstandingChallenges;
import io.sluice.iscsi.internal.login.RecentLogins;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.TargetCatalog;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.CommandWindow;
import io.sluice.iscsi.internal.session.InitiatorNexus;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.SessionName;
import io.sluice.iscsi.internal.session.SessionRegistry;
import io.sluice.iscsi.internal.session.SessionView;
import io.sluice.iscsi.internal.session.Timer;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.Target;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.net.InetAddress;
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
import java.util.concurrent.CompletableFuture;
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

  /** Connections at once, those that are not logged in included. */
  private static final int MOST_CONNECTIONS = 1024;

  /** Connections at once that are not logged in. */
  private static final int MOST_LOGINS = 64;

  /** Discovery sessions at once. */
  private static final int MOST_DISCOVERIES = 64;

  /** About what a connection takes, with its buffers and a login. */
  private static final int CONNECTION_BYTES = 48 << 10;

  /** About what a command takes that is under way, without its data. */
  private static final int COMMAND_BYTES = 512;

  /** How long initiators have to log out when the gateway stops, or the target is taken away. */
  private static final Duration LOGOUT_TIME = Duration.ofSeconds(3);

  /** How often files of secrets are looked at. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1100);

  private final ThreadFactory threads;
  private final BufferPool pool;
  private final HeldMemory held = new HeldMemory(Runtime.getRuntime().maxMemory() / 4);
  private final Timer timer;
  private final StandbyThreads standby;
  private final TurnWatch watch;
  private final SessionRegistry sessions = new SessionRegistry();
  private final OutstandingChallenges challenges = new OutstandingChallenges();
  private final RecentLogins recent = new RecentLogins(System::nanoTime);
  private final LoginThrottle throttle = new LoginThrottle(System::nanoTime, recent);
  private final FairSlots<Connection> logins =
      new FairSlots<>(MOST_LOGINS, Connection::from, recent);
  private final FairSlots<Session> discoveries =
      new FairSlots<>(MOST_DISCOVERIES, Session::from, recent);
  private final LogLimit complaints = new LogLimit(System::nanoTime);
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, TargetEntry> targets = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, Portal> portals = new ConcurrentHashMap<>();

  /** Guarded by this. */
  private boolean closed;

  private record TargetEntry(Target target, TargetSpec spec) {}

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
    Future<?> unused = timer.every(BETWEEN_LOOKS, this::lookAtSecrets);
  }

  /** Sessions of names that have no secret any more end, also while nobody logs in. */
  private void lookAtSecrets() {
    for (TargetEntry entry : targets.values()) {
      entry.spec.rules().chap().ifPresent(SecretSource::look);
      dropForbidden(entry.target, entry.spec.rules());
    }
  }

  private void dropForbidden(Target target, TargetRules rules) {
    for (Session session : sessions.of(target)) {
      if (!session.isAllowedBy(rules)) {
        session.drop("it may log in no more");
      }
    }
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
    for (TargetEntry entry : List.copyOf(targets.values())) {
      if (!wanted.containsKey(entry.target.iqn())) {
        targets.remove(entry.target.iqn());
        sessions.of(entry.target).forEach(this::retire);
      }
    }
    wanted.values().forEach(this::applyTarget);
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
    pool.memory().divide(largest, Math.min(most, MOST_CONNECTIONS));
  }

  /** Asks the initiator to log out, and drops the session when it has not. */
  private void retire(Session session) {
    session.requestLogout((int) LOGOUT_TIME.toSeconds());
    Future<?> unused = timer.after(LOGOUT_TIME, () -> session.drop("the target is gone"));
  }

  private void applyTarget(TargetSpec spec) {
    TargetEntry before = targets.get(spec.iqn());
    Target target = before == null ? new Target(spec.rules(), spec.limits()) : before.target;
    boolean lunsChanged = !target.luns().equals(spec.luns());
    target.update(spec.rules(), spec.limits());
    target.update(spec.luns());
    targets.put(spec.iqn(), new TargetEntry(target, spec));
    dropForbidden(target, spec.rules());
    if (lunsChanged) {
      sessions.of(target).forEach(Session::lunsChanged);
    }
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

  /** The logical units that sessions with a target have used. */
  public Set<LogicalUnit> inUse(String iqn) {
    Set<LogicalUnit> used = Collections.newSetFromMap(new IdentityHashMap<>());
    sessions.all().stream()
        .filter(session -> session.name().target().equals(iqn))
        .forEach(session -> session.addUsed(used));
    return used;
  }

  /** Whether initiators are logged in to a target. */
  public boolean hasSessions(String iqn) {
    TargetEntry entry = targets.get(iqn);
    return entry != null && !sessions.of(entry.target).isEmpty();
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
    TargetEntry entry = targets.get(iqn);
    return entry == null
        ? 0
        : (int)
            sessions.of(entry.target).stream().filter(session -> session.rebind(from, to)).count();
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

  /** Takes a new connection. Throws when there are too many. */
  void begin(Connection connection) throws IOException {
    if (connections.size() >= MOST_CONNECTIONS) {
      throw new IOException("too many connections");
    }
    Optional<Connection> goes = logins.admit(connection);
    if (goes.isPresent() && goes.get() == connection) {
      throw new IOException("too many logins");
    }
    goes.ifPresent(other -> other.drop("its login gives way to another one"));
    connection.counted(held.open(AddressGroup.of(connection.from())));
    connections.add(connection);
    if (!connection.held().fix(CONNECTION_BYTES)) {
      ended(connection);
      throw new IOException("no memory for more connections");
    }
    try {
      standby.execute(connection);
    } catch (RuntimeException | OutOfMemoryError e) {
      ended(connection);
      throw e;
    }
  }

  /** Its login has come to an end, one way or the other. */
  void loginEnded(Connection connection) {
    logins.leave(connection);
  }

  void ended(Connection connection) {
    loginEnded(connection);
    if (connections.remove(connection)) {
      connection.held().close();
    }
  }

  LoginPhase newLogin(Portal portal, InetAddress from) {
    return new LoginPhase(new Catalog(portal), challenges, throttle, from);
  }

  /** Makes the session of a login that has succeeded, when all before it have ended. */
  Session begin(
      Connection connection,
      LoginHeader header,
      LoginOutcome outcome,
      InetAddress from,
      CommandWindow window)
      throws LoginException {
    String iqn = outcome.target().map(TargetRules::iqn).orElse("");
    TargetEntry entry = targets.get(iqn);
    if (entry == null && !iqn.isEmpty()) {
      throw new LoginException(LoginStatus.NOT_FOUND, "the target is gone");
    }
    Target target = entry == null ? null : entry.target;
    Session session =
        new Session(
            new SessionName(outcome.initiator(), header.isid(), iqn),
            sessions.nextHandle(),
            target,
            from,
            connection,
            window,
            outcome);
    Limits limits = limits(session);
    if (!connection.held().fix((long) limits.commands() * COMMAND_BYTES)) {
      session.connectionEnded();
      throw new LoginException(LoginStatus.OUT_OF_RESOURCES, "no memory for more sessions");
    }
    try {
      requireOwnRegistrations(session);
      int most = session.isDiscovery() ? Integer.MAX_VALUE : limits.sessions();
      sessions.admit(session, most, limits.taskManagementTimeout());
    } catch (LoginException e) {
      session.connectionEnded();
      throw e;
    }
    if (session.isDiscovery()) {
      takeDiscoverySlot(session);
    }
    if (!session.isDiscovery() || session.chapName().isPresent()) {
      recent.succeeded(from);
    }
    window.widen(limits.commands() - 1);
    return session;
  }

  /** Who has the same names, but another CHAP name, must not use what the first has registered. */
  private static void requireOwnRegistrations(Session session) throws LoginException {
    if (session.isDiscovery() || session.chapName().isEmpty()) {
      return;
    }
    InitiatorNexus ports = session.ports();
    for (LogicalUnit unit : session.target().luns().units().values()) {
      if (unit.isRegisteredByOther(ports)) {
        throw new LoginException(
            LoginStatus.AUTHENTICATION_FAILURE,
            "another CHAP name has a persistent registration of %s by that initiator's name and ISID"
                .formatted(unit.name()));
      }
    }
  }

  private void takeDiscoverySlot(Session session) throws LoginException {
    CompletableFuture<Void> unused = session.ended().thenRun(() -> discoveries.leave(session));
    Optional<Session> goes = discoveries.admit(session);
    if (goes.isPresent() && goes.get() == session) {
      session.connectionEnded();
      throw new LoginException(LoginStatus.OUT_OF_RESOURCES, "too many discovery sessions");
    }
    goes.ifPresent(other -> other.drop("its discovery session gives way to another one"));
  }

  /** What holds for a session; for discovery the defaults. */
  Limits limits(Session session) {
    return session.isDiscovery() ? Limits.DEFAULTS : session.target().limits();
  }

  Duration loginTimeout() {
    return targets.values().stream()
        .map(entry -> entry.target.limits().loginTimeout())
        .max(Comparator.naturalOrder())
        .orElse(Limits.DEFAULTS.loginTimeout());
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
    return held;
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
    return new TargetList(targetsAt(connection.portal()), connection, portals::containsKey)
        .answer(session, which);
  }

  private List<TargetSpec> targetsAt(Portal portal) {
    return targets.values().stream()
        .map(TargetEntry::spec)
        .filter(spec -> spec.portals().contains(portal.address()))
        .sorted(Comparator.comparing(TargetSpec::iqn))
        .toList();
  }

  /** The targets behind one portal. */
  private final class Catalog implements TargetCatalog {
    private final Portal portal;

    Catalog(Portal portal) {
      this.portal = portal;
    }

    @Override
    public Optional<TargetRules> target(String iqn) {
      return Optional.ofNullable(targets.get(iqn))
          .map(TargetEntry::spec)
          .filter(spec -> spec.portals().contains(portal.address()))
          .map(TargetSpec::rules);
    }

    @Override
    public List<TargetRules> targets() {
      return targetsAt(portal).stream().map(TargetSpec::rules).toList();
    }
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
    connections.forEach(connection -> connection.drop("the gateway stops"));
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
