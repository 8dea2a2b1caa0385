package io.sluice.iscsi.internal.server;

import io.sluice.backend.host.StandbyThreads;
import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginOutcome;
import io.sluice.iscsi.internal.login.LoginPhase;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.login.LoginThrottle;
import io.sluice.iscsi.internal.login.OutstandingChallenges;
import io.sluice.iscsi.internal.login.RecentLogins;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.CommandWindow;
import io.sluice.iscsi.internal.session.InitiatorNexus;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.SessionName;
import io.sluice.iscsi.internal.session.SessionRegistry;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who gets in: connections, those of them that log in, and sessions, each bounded in number and in
 * the memory that they hold.
 */
final class Admission {
  /** Connections at once, those that are not logged in included. */
  static final int MOST_CONNECTIONS = 1024;

  /** Connections at once that are not logged in. */
  private static final int MOST_LOGINS = 64;

  /** Discovery sessions at once. */
  private static final int MOST_DISCOVERIES = 64;

  /** About what a connection takes, with its buffers and a login. */
  private static final int CONNECTION_BYTES = 48 << 10;

  /** About what a command takes that is under way, without its data. */
  private static final int COMMAND_BYTES = 512;

  private final ServedTargets targets;
  private final SessionRegistry sessions;
  private final StandbyThreads standby;
  private final HeldMemory held = new HeldMemory(Runtime.getRuntime().maxMemory() / 4);
  private final OutstandingChallenges challenges = new OutstandingChallenges();
  private final RecentLogins recent = new RecentLogins(System::nanoTime);
  private final LoginThrottle throttle = new LoginThrottle(System::nanoTime, recent);
  private final FairSlots<Connection> logins =
      new FairSlots<>(MOST_LOGINS, Connection::from, recent);
  private final FairSlots<Session> discoveries =
      new FairSlots<>(MOST_DISCOVERIES, Session::from, recent);
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /**
   * @param standby reads connections
   */
  Admission(ServedTargets targets, SessionRegistry sessions, StandbyThreads standby) {
    this.targets = targets;
    this.sessions = sessions;
    this.standby = standby;
  }

  /** What initiators make us hold. */
  HeldMemory held() {
    return held;
  }

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
    return new LoginPhase(targets.catalog(portal), challenges, throttle, from);
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
    Target target = targets.find(iqn).orElse(null);
    if (target == null && !iqn.isEmpty()) {
      throw new LoginException(LoginStatus.NOT_FOUND, "the target is gone");
    }
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
  static Limits limits(Session session) {
    return session.isDiscovery() ? Limits.DEFAULTS : session.target().limits();
  }

  /** Ends all connections. */
  void dropAll(String reason) {
    connections.forEach(connection -> connection.drop(reason));
  }
}
