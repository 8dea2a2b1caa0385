package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.target.Target;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** All sessions, of all targets. */
public final class SessionRegistry {
  private final Map<SessionName, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger handles = new AtomicInteger();

  /** A handle for a new session: never 0, and not soon the same again. */
  public int nextHandle() {
    return 1 + (handles.getAndIncrement() & 0x7FFF);
  }

  /**
   * Takes in a session that logs in. One of the same name is reinstated: it is dropped, and this
   * waits until all its commands have left their handlers (RFC 7143 6.3.5).
   *
   * @param most sessions of its target
   * @throws LoginException when there are too many, the old one is another's, or it does not end in
   *     time
   */
  public void admit(Session session, int most, Duration patience) throws LoginException {
    while (true) {
      if (of(session.target()).size() >= most && !sessions.containsKey(session.name())) {
        throw new LoginException(LoginStatus.OUT_OF_RESOURCES, "too many sessions");
      }
      Session old = sessions.putIfAbsent(session.name(), session);
      if (old == null) {
        CompletableFuture<Void> unused =
            session.ended().thenRun(() -> sessions.remove(session.name(), session));
        return;
      }
      if (!old.mayBeReplacedBy(session)) {
        throw new LoginException(
            LoginStatus.AUTHENTICATION_FAILURE,
            "another CHAP name has a session of that initiator's name and ISID");
      }
      old.drop("its initiator logs in anew");
      awaitEnd(old, patience);
    }
  }

  private static void awaitEnd(Session old, Duration patience) throws LoginException {
    try {
      old.ended().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new LoginException(
          LoginStatus.OUT_OF_RESOURCES,
          "commands of its earlier session do not leave their handler");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(LoginStatus.SERVICE_UNAVAILABLE, "stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of them now. */
  public Collection<Session> all() {
    return List.copyOf(sessions.values());
  }

  /** Those of one target; of discovery for null. */
  public List<Session> of(Target target) {
    return sessions.values().stream().filter(session -> session.target() == target).toList();
  }
}
