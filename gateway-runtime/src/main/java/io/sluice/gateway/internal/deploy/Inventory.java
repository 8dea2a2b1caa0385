package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.deploy.Rollout.Attempt;
import io.sluice.gateway.internal.deploy.Rollout.Change;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is in service, one version of each bundle, with what is kept of its earlier ones. */
final class Inventory {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private final Rollout rollout;
  private final BundleRecords records;
  private final Probation probation;
  private final Map<String, Deployed> running = new TreeMap<>();

  Inventory(Rollout rollout, BundleRecords records, Probation probation) {
    this.rollout = rollout;
    this.records = records;
    this.probation = probation;
  }

  /** By symbolic name. */
  Map<String, Deployed> running() {
    return Collections.unmodifiableMap(running);
  }

  BundleRecords records() {
    return records;
  }

  /** Those that have just taken the place of an older version. */
  Probation probation() {
    return probation;
  }

  /** Puts jars into service, each in place of what runs of it, on probation. */
  List<Attempt> deploy(Collection<BundleJar> jars, Duration bound)
      throws InterruptedException, IOException {
    List<Attempt> attempts = rollout.deploy(jars.stream().map(this::update).toList(), bound);
    for (Attempt attempt : attempts) {
      if (attempt.problem().isEmpty()) {
        Optional<BundleRecord> before = records.find(attempt.change().jar().symbolicName());
        inService(attempt.deployed(), attempt.change().old());
        if (before.isPresent() && !attempt.errorsBefore().isEmpty()) {
          probation.begin(attempt.deployed(), before.get().current(), attempt.errorsBefore());
        }
      }
    }
    return attempts;
  }

  private Change update(BundleJar jar) {
    Optional<Deployed> old = Optional.ofNullable(running.get(jar.symbolicName()));
    String from = old.map(before -> before.jar().version() + " to ").orElse("");
    return new Change(
        jar, old, "update of %s %s%s".formatted(jar.symbolicName(), from, jar.version()));
  }

  /**
   * Puts a jar into service that was in service before, and is not watched for that.
   *
   * @param why for the history of the logical units
   */
  Optional<DeployProblem> putBack(BundleJar jar, Duration bound, String why)
      throws InterruptedException, IOException {
    Optional<Deployed> old = Optional.ofNullable(running.get(jar.symbolicName()));
    Attempt attempt = rollout.deploy(List.of(new Change(jar, old, why)), bound).get(0);
    if (attempt.problem().isEmpty()) {
      probation.end(jar.symbolicName());
      inService(attempt.deployed(), old);
    }
    return attempt.problem();
  }

  private void inService(Deployed deployed, Optional<Deployed> old) throws IOException {
    BundleJar jar = deployed.jar();
    running.put(jar.symbolicName(), deployed);
    LOG.info(
        "{}: {} is in service{}",
        jar.fileName(),
        jar,
        old.map(before -> ", in place of " + before.jar().version()).orElse(""));
    Optional<BundleRecord> before = records.find(jar.symbolicName());
    records.put(jar.symbolicName(), BundleRecord.after(before, jar));
  }

  /** Takes a bundle out of service, and forgets it. */
  void retire(Deployed deployed, Duration bound) throws InterruptedException, IOException {
    rollout.retire(deployed, bound);
    running.remove(deployed.jar().symbolicName());
    probation.end(deployed.jar().symbolicName());
    records.remove(deployed.jar().symbolicName());
    LOG.info("{} is removed", deployed.jar());
  }

  /** Takes note that a jar has another file name now. */
  void rename(Deployed deployed, String fileName) {
    running.put(deployed.jar().symbolicName(), deployed.renamed(fileName));
  }

  /** Forgets what somebody else has uninstalled. */
  void dropUninstalled() {
    running.values().removeIf(deployed -> deployed.bundle().getState() == Bundle.UNINSTALLED);
  }

  /** A bundle by its symbolic name or the name of its file. */
  Optional<Deployed> find(String name) {
    return running.values().stream()
        .filter(
            deployed ->
                deployed.jar().symbolicName().equals(name)
                    || deployed.jar().fileName().equals(name))
        .findFirst();
  }
}
