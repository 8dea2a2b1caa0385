package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.path.ErrorMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;

/** Logical units that are bound to bundles of a symbolic name, for a deployer to move. */
final class FakeTakeover implements HandlerTakeover {
  final List<String> events = new ArrayList<>();
  final Map<String, Set<String>> lunsOf = new HashMap<>();
  final Set<String> refusing = new HashSet<>();
  final Set<Long> staged = new HashSet<>();

  /** By logical unit: how many it has had since an update. */
  final Map<String, Long> errors = new HashMap<>();

  /** By logical unit: how many commands hang since an update. */
  final Map<String, Long> slow = new HashMap<>();

  final Set<String> stuck = new HashSet<>();

  /** Runs while a new version is ready and the old one still serves. */
  Runnable duringPromotion = () -> {};

  @Override
  public void stage(Bundle bundle) {
    staged.add(bundle.getBundleId());
    if (bundle.getState() == Bundle.ACTIVE) {
      throw new IllegalStateException("it is too late to stage " + bundle);
    }
  }

  @Override
  public void requireReady(Rollout.Change change, Bundle bundle, Duration bound) {}

  @Override
  public void promote(Rollout.Change change, Bundle bundle) throws DeployProblem {
    duringPromotion.run();
    String old = change.old().map(deployed -> deployed.jar().version() + " ").orElse("");
    events.add("promote " + old + change.jar().version());
    if (refusing.contains(change.jar().version().toString())) {
      throw new DeployProblem("disk0: 4096 bytes a block, and was 512");
    }
    staged.remove(bundle.getBundleId());
  }

  @Override
  public Set<String> lunsBoundTo(Bundle bundle) {
    return lunsOf.getOrDefault(bundle.getSymbolicName(), Set.of());
  }

  @Override
  public Map<String, ErrorMark> errors(Bundle bundle) {
    return lunsBoundTo(bundle).stream()
        .collect(Collectors.toMap(lun -> lun, lun -> ErrorMark.NONE));
  }

  @Override
  public long newErrors(String lun, ErrorMark since, Duration window) {
    return errors.getOrDefault(lun, 0L);
  }

  @Override
  public long newSlow(String lun, ErrorMark since, Duration window) {
    return slow.getOrDefault(lun, 0L);
  }

  @Override
  public boolean isStuck(String lun) {
    return stuck.contains(lun);
  }

  @Override
  public void detach(Bundle bundle) {
    events.add("detach " + bundle.getVersion());
    lunsOf.remove(bundle.getSymbolicName());
  }

  @Override
  public void forget(Bundle bundle) {
    staged.remove(bundle.getBundleId());
  }
}
