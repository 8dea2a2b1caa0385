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
  private final Map<String, Deployed> running = new TreeMap<>();

  Inventory(Rollout rollout, BundleRecords records) {
    this.rollout = rollout;
    this.records = records;
  }

  /** By symbolic name. */
  Map<String, Deployed> running() {
    return Collections.unmodifiableMap(running);
  }

  BundleRecords records() {
    return records;
  }

  /** Puts jars into service, each in place of what runs of it. */
  List<Attempt> deploy(Collection<BundleJar> jars, Duration bound)
      throws InterruptedException, IOException {
    List<Change> changes =
        jars.stream()
            .map(jar -> new Change(jar, Optional.ofNullable(running.get(jar.symbolicName()))))
            .toList();
    List<Attempt> attempts = rollout.deploy(changes, bound);
    for (Attempt attempt : attempts) {
      if (attempt.problem().isEmpty()) {
        inService(attempt.deployed(), attempt.change().old());
      }
    }
    return attempts;
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
