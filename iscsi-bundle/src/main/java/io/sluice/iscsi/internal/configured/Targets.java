package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.targets.TargetView;
import io.sluice.iscsi.internal.server.IscsiServer;
import io.sluice.iscsi.internal.target.LunMap;
import io.sluice.iscsi.internal.target.Target;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/**
 * Brings the configured targets and the logical units that name this transport together. After
 * every change the server is told, and what failed is kept to be shown.
 */
final class Targets {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration ORPHAN_CHECK = Duration.ofSeconds(2);

  /** For a number that could not be written. */
  private static final Duration KEEP_AGAIN = Duration.ofSeconds(5);

  private final IscsiServer server;
  private final LunNumbers numbers;
  private final TargetConfigurations configurations;
  private final Map<String, LogicalUnit> units = new TreeMap<>();

  /** Logical units that have come since the targets were made. */
  private final Queue<LogicalUnit> arrived = new ConcurrentLinkedQueue<>();

  private List<TargetSpec> specs = List.of();
  private ServedFailures failures = ServedFailures.NONE;

  Targets(IscsiServer server, LunNumbers numbers, AcceptedConfigurations accepted, Path folder) {
    this.server = server;
    this.numbers = numbers;
    configurations = new TargetConfigurations(accepted, folder, this::held, this::apply);
    Future<?> unused = server.timer().every(LOOK_AGAIN, this::lookAgain);
  }

  /**
   * Takes up a logical unit, soon: those that come while others are taken up are taken up together,
   * so that a start with many takes no longer for each than one with few.
   */
  void add(LogicalUnit unit) {
    if (unit.transports().contains(IscsiTransport.NAME)) {
      arrived.add(unit);
      Future<?> unused = server.timer().after(Duration.ZERO, this::takeUpArrivals);
    }
  }

  private synchronized void takeUpArrivals() {
    if (addArrived()) {
      apply();
    }
  }

  private boolean addArrived() {
    boolean any = false;
    for (LogicalUnit unit = arrived.poll(); unit != null; unit = arrived.poll()) {
      units.put(unit.name(), unit);
      any = true;
    }
    return any;
  }

  synchronized void remove(LogicalUnit unit) {
    takeUpArrivals();
    if (units.remove(unit.name(), unit)) {
      apply();
    }
  }

  /** Takes up a configuration, new or changed. A wrong one leaves the last good one in force. */
  synchronized void configure(String pid, Map<String, ?> values) {
    addArrived();
    configurations.configure(pid, values);
  }

  /**
   * A configuration has gone. A target that has sessions is served on, since a file can vanish by
   * mistake, and ends with its last session.
   */
  synchronized void unconfigure(String pid) {
    Optional<String> iqn = configurations.inForce(pid).map(config -> config.rules().iqn());
    if (iqn.filter(server::hasSessions).isPresent()) {
      configurations.orphan(pid, iqn.get());
      Future<?> unused = server.timer().after(ORPHAN_CHECK, () -> endOrphan(pid));
    } else {
      configurations.forget(pid);
    }
  }

  private synchronized void endOrphan(String pid) {
    if (configurations.isOrphan(pid)) {
      unconfigure(pid);
    }
  }

  /** Reads a configuration again, because a file that it names has changed. */
  synchronized void reread(String pid) {
    takeUpArrivals();
    configurations.reread(pid);
  }

  /** A target whose file of secrets was wrong when it was configured begins when that is right. */
  synchronized void lookAgain() {
    takeUpArrivals();
    configurations.lookAgain();
  }

  /** A configuration as it was last taken up, whether or not it could be used. */
  synchronized Map<String, ?> applied(String pid) {
    return configurations.applied(pid);
  }

  /**
   * Makes what a CHAP name has at a target another's: its registrations and its sessions.
   *
   * @throws IOException when that could not be kept; it may be tried again
   */
  synchronized Rebound rebind(String pid, String from, String to) throws IOException {
    String iqn =
        configurations
            .inForce(pid)
            .orElseThrow(
                () -> new IOException("there is no target of " + TargetConfigurations.source(pid)))
            .rules()
            .iqn();
    int registrations = 0;
    for (LogicalUnit unit : units.values()) {
      registrations += unit.rebind(Target.portName(iqn), from, to);
    }
    return new Rebound(registrations, server.rebind(iqn, from, to));
  }

  /** The logical units that targets can have, by name. */
  synchronized List<String> disks() {
    takeUpArrivals();
    return units.keySet().stream().sorted().toList();
  }

  /** All targets, also those whose configuration is wrong, by name. */
  synchronized List<TargetView> views() {
    takeUpArrivals();
    return report().views();
  }

  private TargetReport report() {
    return new TargetReport(server, configurations, specs, failures);
  }

  /** From here on, where nothing is configured, there is a target all the same. */
  synchronized void allowDefault() {
    configurations.allowDefault();
    apply();
  }

  private void apply() {
    addArrived();
    List<TargetSpec> result = new ArrayList<>();
    Map<String, String> ofUnits = new LinkedHashMap<>();
    for (TargetConfig config : configurations.wanted().values()) {
      LunPlan plan = new LunPlan(config, held(config));
      ofUnits.putAll(plan.failures());
      result.add(
          new TargetSpec(
              config.rules(),
              config.limits(),
              config.portals(),
              config.advertised(),
              new LunMap(plan.luns())));
    }
    keepNumbers(); // before anybody can see them
    specs = result;
    ServedFailures now = new ServedFailures(ofUnits, server.apply(result));
    now.reportAfter(failures);
    failures = now;
  }

  private synchronized void keepNumbers() {
    if (!numbers.keep()) {
      Future<?> unused = server.timer().after(KEEP_AGAIN, this::keepNumbers);
    }
  }

  private HeldNumbers held(TargetConfig config) {
    String iqn = config.rules().iqn();
    Map<String, Integer> live = new TreeMap<>();
    specs.stream()
        .filter(spec -> spec.iqn().equals(iqn))
        .forEach(
            spec -> spec.luns().units().forEach((number, unit) -> live.put(unit.name(), number)));
    return new HeldNumbers(iqn, live, units, numbers);
  }

  /** Why nothing, or not everything, can be reached. */
  synchronized Optional<String> unavailable() {
    return report().unavailable();
  }

  synchronized List<Export> exports() {
    takeUpArrivals();
    return report().exports(units.values());
  }

  /** Ends the export of a logical unit, as {@link io.sluice.gateway.Transport#remove}. */
  synchronized void withdraw(String name, boolean force) throws IOException {
    takeUpArrivals();
    LogicalUnit unit = units.get(name);
    if (unit == null) {
      return;
    }
    if (!force && server.inUse().contains(unit)) {
      throw new IOException(
          name + " is in use by an iSCSI session; log out there, or remove it by force");
    }
    units.remove(name);
    apply();
  }
}
