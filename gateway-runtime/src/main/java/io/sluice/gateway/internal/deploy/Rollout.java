package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.path.ErrorMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings jars into service, all that came together in one go. Each is put beside its older version,
 * which serves on until the new one has shown that it can, and to the end where it can't.
 */
final class Rollout {
  private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);

  private final Installer installer;
  private final Components components;
  private final HandlerTakeover takeover;
  private final DeadlyJars deadly;

  /** Installed through the folder, and not uninstalled; also those that never came back. */
  private final Set<Bundle> ours = new HashSet<>();

  Rollout(Installer installer, Components components, HandlerTakeover takeover, DeadlyJars deadly) {
    this.deadly = deadly;
    this.installer = installer;
    this.components = components;
    this.takeover = takeover;
  }

  /**
   * A jar that is to go into service.
   *
   * @param old the version that it replaces
   * @param why for the history of the logical units that go over
   */
  record Change(BundleJar jar, Optional<Deployed> old, String why) {}

  /** How one of a batch fared: in service, or what hindered it. */
  static final class Attempt {
    private final Change change;
    private Bundle bundle;
    private DeployProblem problem;
    private Map<String, ErrorMark> errorsBefore = Map.of();

    private Attempt(Change change) {
      this.change = change;
    }

    Change change() {
      return change;
    }

    Optional<DeployProblem> problem() {
      return Optional.ofNullable(problem);
    }

    /** Of each logical unit that went over: what errors it had had. */
    Map<String, ErrorMark> errorsBefore() {
      return errorsBefore;
    }

    /** What is in service now; where there is no problem only. */
    Deployed deployed() {
      return new Deployed(change.jar(), bundle);
    }
  }

  /** A step of an attempt. */
  @FunctionalInterface
  private interface Step {
    void take(Attempt attempt) throws DeployProblem, InterruptedException;
  }

  /**
   * Does it.
   *
   * @param bound for the start of each bundle, and for its handlers to appear
   * @return an attempt for each change
   */
  List<Attempt> deploy(List<Change> changes, Duration bound) throws InterruptedException {
    List<Attempt> attempts = changes.stream().map(Attempt::new).toList();
    each(attempts, this::install);
    installer.resolve(bundles(attempts, attempt -> attempt.problem == null));
    each(attempts, this::requireResolved);
    each(attempts, attempt -> start(attempt, bound));
    each(attempts, attempt -> takeover.requireReady(attempt.change, attempt.bundle, bound));
    failDependents(attempts);
    each(attempts, this::promote);
    attempts.stream()
        .filter(attempt -> attempt.problem == null)
        .forEach(attempt -> deadly.acquit(attempt.change.jar()));
    for (Attempt attempt : attempts) {
      if (attempt.problem == null && attempt.change.old().isPresent()) {
        remove(attempt.change.old().get().bundle(), bound);
      }
    }
    installer.refresh();
    return attempts;
  }

  private void each(List<Attempt> attempts, Step step) throws InterruptedException {
    for (Attempt attempt : attempts) {
      if (attempt.problem == null) {
        deadly.begin(attempt.change.jar());
        try {
          step.take(attempt);
        } catch (DeployProblem e) {
          fail(attempt, e);
        } catch (RuntimeException e) {
          LOG.error("bug in the deployment of {}", attempt.change.jar(), e);
          fail(attempt, new DeployProblem("a bug of the gateway: " + e));
        } finally {
          deadly.end();
        }
      }
    }
  }

  private void fail(Attempt attempt, DeployProblem problem) throws InterruptedException {
    attempt.problem = problem;
    if (attempt.bundle != null && !(problem instanceof Installer.NeverStarted)) {
      remove(attempt.bundle, Duration.ofSeconds(20));
    }
  }

  private void install(Attempt attempt) throws DeployProblem {
    Collection<Bundle> others = foreign();
    Admission.requireForeign(attempt.change.jar(), others);
    Bundle bundle = installer.install(attempt.change.jar());
    attempt.bundle = bundle;
    ours.add(bundle);
    Admission.require(bundle, others);
    takeover.stage(bundle);
  }

  private Collection<Bundle> foreign() {
    Collection<Bundle> others = new ArrayList<>(installer.installed());
    others.removeAll(ours);
    return others;
  }

  private void requireResolved(Attempt attempt) throws DeployProblem {
    if (attempt.bundle.getState() == Bundle.INSTALLED) {
      throw Admission.unresolved(attempt.bundle, installer);
    }
  }

  private void start(Attempt attempt, Duration bound) throws DeployProblem, InterruptedException {
    installer.start(attempt.bundle, bound);
    Optional<String> failure = components.failure(attempt.bundle);
    if (failure.isPresent()) {
      throw new DeployProblem(failure.get());
    }
  }

  private void promote(Attempt attempt) throws DeployProblem, InterruptedException {
    if (attempt.change.old().isPresent()) {
      attempt.errorsBefore = takeover.errors(attempt.change.old().get().bundle());
    }
    takeover.promote(attempt.change, attempt.bundle);
  }

  /** What uses the packages of one that failed can't stay. */
  private void failDependents(List<Attempt> attempts) throws InterruptedException {
    Set<Bundle> failed = new HashSet<>(bundles(attempts, attempt -> attempt.problem != null));
    Collection<Bundle> lost = installer.dependents(failed);
    for (Attempt attempt : attempts) {
      if (attempt.problem == null && lost.contains(attempt.bundle)) {
        fail(
            attempt,
            new DeployProblem(
                DeployProblem.Retry.WHEN_BUNDLES_CHANGE,
                "it uses another jar of those that came with it, which failed"));
      }
    }
  }

  private static List<Bundle> bundles(List<Attempt> attempts, Predicate<Attempt> which) {
    return attempts.stream()
        .filter(attempt -> attempt.bundle != null)
        .filter(which)
        .map(attempt -> attempt.bundle)
        .toList();
  }

  /** Takes a bundle out of service. Who uses its packages keeps them. */
  void retire(Deployed deployed, Duration bound) throws InterruptedException {
    remove(deployed.bundle(), bound);
    installer.refresh();
  }

  private void remove(Bundle bundle, Duration bound) throws InterruptedException {
    installer.remove(bundle, bound);
    takeover.forget(bundle);
    if (bundle.getState() == Bundle.UNINSTALLED) {
      ours.remove(bundle);
    }
  }
}
