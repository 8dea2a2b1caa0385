package io.sluice.iscsi.internal.server;

import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.TargetCatalog;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.SessionRegistry;
import io.sluice.iscsi.internal.session.Timer;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.Target;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** The targets that are served, and what a change of them means to their sessions. */
final class ServedTargets {
  private final SessionRegistry sessions;
  private final Timer timer;
  private final Duration logoutTime;
  private final Map<String, TargetEntry> targets = new ConcurrentHashMap<>();

  private record TargetEntry(Target target, TargetSpec spec) {}

  /**
   * @param logoutTime how long initiators have to log out of a target that goes
   */
  ServedTargets(SessionRegistry sessions, Timer timer, Duration logoutTime) {
    this.sessions = sessions;
    this.timer = timer;
    this.logoutTime = logoutTime;
  }

  /** Sessions of names that have no secret any more end, also while nobody logs in. */
  void lookAtSecrets() {
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

  /** Makes them be these: what is new begins, what is gone ends, the rest changes. */
  void apply(Map<String, TargetSpec> wanted) {
    for (TargetEntry entry : List.copyOf(targets.values())) {
      if (!wanted.containsKey(entry.target.iqn())) {
        targets.remove(entry.target.iqn());
        sessions.of(entry.target).forEach(this::retire);
      }
    }
    wanted.values().forEach(this::applyTarget);
  }

  /** Asks the initiator to log out, and drops the session when it has not. */
  private void retire(Session session) {
    session.requestLogout((int) logoutTime.toSeconds());
    Future<?> unused = timer.after(logoutTime, () -> session.drop("the target is gone"));
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

  /** The target of that name. */
  Optional<Target> find(String iqn) {
    return Optional.ofNullable(targets.get(iqn)).map(TargetEntry::target);
  }

  /** Those of a target; none where it is not there. */
  Collection<Session> sessions(String iqn) {
    return find(iqn).map(sessions::of).orElse(List.of());
  }

  Duration loginTimeout() {
    return targets.values().stream()
        .map(entry -> entry.target.limits().loginTimeout())
        .max(Comparator.naturalOrder())
        .orElse(Limits.DEFAULTS.loginTimeout());
  }

  /** Those behind one portal, in the order of their names. */
  List<TargetSpec> at(Portal portal) {
    return targets.values().stream()
        .map(TargetEntry::spec)
        .filter(spec -> spec.portals().contains(portal.address()))
        .sorted(Comparator.comparing(TargetSpec::iqn))
        .toList();
  }

  /** What those who log in through a portal may find. */
  TargetCatalog catalog(Portal portal) {
    return new Catalog(portal);
  }

  /** No target any more; their sessions are the caller's to end. */
  void clear() {
    targets.clear();
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
      return at(portal).stream().map(TargetSpec::rules).toList();
    }
  }
}
