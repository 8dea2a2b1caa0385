package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.targets.TargetView;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.server.IscsiServer;
import io.sluice.iscsi.internal.target.LunMap;
import io.sluice.iscsi.internal.target.Target;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there should be: the configured targets and the logical units that name this transport.
 * After every change the server is told, and what failed is kept to be shown.
 */
final class Targets {
  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
  private static final String DEFAULT = "(default)";
  private static final String CHAP_FILE = "chapFile";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final Duration ORPHAN_CHECK = Duration.ofSeconds(2);

  /** For a number that could not be written. */
  private static final Duration KEEP_AGAIN = Duration.ofSeconds(5);

  private final IscsiServer server;
  private final LunNumbers numbers;
  private final AcceptedConfigurations accepted;
  private final Path folder;
  private final Map<String, LogicalUnit> units = new TreeMap<>();
  private final Map<String, TargetConfig> configs = new TreeMap<>();
  private final Map<String, String> wrongConfigs = new TreeMap<>();
  private final Map<String, Map<String, ?>> properties = new TreeMap<>();

  /** Configurations that have gone while their targets have sessions. */
  private final Set<String> orphans = new TreeSet<>();

  /** Configurations that had never been accepted before this run. */
  private final Set<String> newcomers = new TreeSet<>();

  /** Logical units that have come since the targets were made. */
  private final Queue<LogicalUnit> arrived = new ConcurrentLinkedQueue<>();

  private boolean defaultAllowed;

  /** Once somebody has configured targets, no disk is ever offered that nobody asked to offer. */
  private boolean configured;

  private List<TargetSpec> specs = List.of();
  private Map<String, String> unitFailures = Map.of();
  private Map<InetSocketAddress, String> portalFailures = Map.of();

  Targets(IscsiServer server, LunNumbers numbers, AcceptedConfigurations accepted, Path folder) {
    this.accepted = accepted;
    this.server = server;
    this.numbers = numbers;
    this.folder = folder;
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
    configured = true;
    orphans.remove(pid);
    properties.put(pid, Map.copyOf(values));
    if (!configs.containsKey(pid) && !accepted.knows(pid)) {
      newcomers.add(pid);
    }
    AcceptedConfigurations.Taken<TargetConfig> taken =
        accepted.take(
            new ConfigValues(values, TargetMetatype.class),
            configs.containsKey(pid),
            TargetConfig::opensNothing,
            properties -> read(pid, properties));
    if (taken.problem().isEmpty()) {
      configs.put(pid, taken.value().get());
      wrongConfigs.remove(pid);
      apply();
      rereadRefused(); // a name may be free now
      return;
    } else {
      taken.value().ifPresent(before -> configs.put(pid, before));
      String kept = configs.containsKey(pid) ? AcceptedConfigurations.IN_FORCE : "";
      String report = taken.problem().get().getMessage() + kept;
      refused(pid, report);
    }
    apply();
  }

  private TargetConfig read(String pid, Map<String, ?> values) throws ConfigException {
    TargetConfig config = TargetConfig.read(nameOf(pid), values, folder);
    requireFree(values, config);
    requireOwnName(pid, values, config); // last, since it may take the name from another
    return config;
  }

  /**
   * A name is its first target's, so that no file takes a target's sessions over. Of two that come
   * at a start in whichever order it is the one's that had it before.
   */
  private void requireOwnName(String pid, Map<String, ?> values, TargetConfig config)
      throws ConfigException {
    String iqn = config.rules().iqn();
    for (Map.Entry<String, TargetConfig> other : List.copyOf(configs.entrySet())) {
      if (other.getKey().equals(pid) || !other.getValue().rules().iqn().equals(iqn)) {
        continue;
      }
      if (newcomers.contains(pid) || !newcomers.contains(other.getKey())) {
        throw new ConfigValues(values, TargetMetatype.class)
            .problem("iqn", iqn, "another target has that name: " + source(other.getKey()));
      }
      configs.remove(other.getKey());
      accepted.forget(other.getKey());
      refused(
          other.getKey(),
          "%s: iqn = %s: another target has that name: %s"
              .formatted(source(other.getKey()), iqn, source(pid)));
      apply(); // whoever has logged in meanwhile is not to find other disks in its session
    }
  }

  private void refused(String pid, String report) {
    if (!report.equals(wrongConfigs.put(pid, report))) {
      LOG.error("{}", report);
    }
  }

  private void rereadRefused() {
    List.copyOf(wrongConfigs.keySet()).stream()
        .filter(pid -> !orphans.contains(pid) && wrongConfigs.containsKey(pid))
        .forEach(this::reread);
  }

  private void requireFree(Map<String, ?> values, TargetConfig config) throws ConfigException {
    try {
      held(config).requireFree(config.luns());
    } catch (IllegalArgumentException e) {
      throw new ConfigValues(values, TargetMetatype.class).problem("luns: " + e.getMessage());
    }
  }

  /**
   * A configuration has gone. A target that has sessions is served on, since a file can vanish by
   * mistake, and ends with its last session.
   */
  synchronized void unconfigure(String pid) {
    TargetConfig config = configs.get(pid);
    if (config != null && server.hasSessions(config.rules().iqn())) {
      String report =
          "%s is gone; %s is served until its last session ends"
              .formatted(source(pid), config.rules().iqn());
      if (!report.equals(wrongConfigs.put(pid, report))) {
        LOG.warn("{}", report);
      }
      orphans.add(pid);
      Future<?> unused = server.timer().after(ORPHAN_CHECK, () -> endOrphan(pid));
      return;
    }
    orphans.remove(pid);
    configs.remove(pid);
    wrongConfigs.remove(pid);
    properties.remove(pid);
    newcomers.remove(pid);
    apply();
    rereadRefused();
  }

  private synchronized void endOrphan(String pid) {
    if (orphans.contains(pid)) {
      unconfigure(pid);
    }
  }

  /** Reads a configuration again, because a file that it names has changed. */
  synchronized void reread(String pid) {
    if (properties.containsKey(pid)) {
      configure(pid, properties.get(pid));
    }
  }

  /** A target whose file of secrets was wrong when it was configured begins when that is right. */
  synchronized void lookAgain() {
    List<String> refused = List.copyOf(wrongConfigs.keySet());
    refused.stream()
        .filter(pid -> !orphans.contains(pid))
        .filter(pid -> properties.getOrDefault(pid, Map.of()).containsKey(CHAP_FILE))
        .forEach(this::reread);
  }

  /** A configuration as it was last taken up, whether or not it could be used. */
  synchronized Map<String, ?> applied(String pid) {
    return properties.getOrDefault(pid, Map.of());
  }

  /**
   * Makes what a CHAP name has at a target another's: its registrations and its sessions.
   *
   * @throws IOException when that could not be kept; it may be tried again
   */
  synchronized Rebound rebind(String pid, String from, String to) throws IOException {
    TargetConfig config = configs.get(pid);
    if (config == null) {
      throw new IOException("there is no target of " + source(pid));
    }
    int registrations = 0;
    for (LogicalUnit unit : units.values()) {
      registrations += unit.rebind(Target.portName(config.rules().iqn()), from, to);
    }
    return new Rebound(registrations, server.rebind(config.rules().iqn(), from, to));
  }

  /** The logical units that targets can have, by name. */
  synchronized List<String> disks() {
    takeUpArrivals();
    return units.keySet().stream().sorted().toList();
  }

  /** All targets, also those whose configuration is wrong, by name. */
  synchronized List<TargetView> views() {
    takeUpArrivals();
    List<TargetView> views = new ArrayList<>();
    wanted().forEach((pid, config) -> views.add(view(pid, config)));
    wrongConfigs.forEach(
        (pid, problem) -> {
          if (!configs.containsKey(pid)) {
            views.add(
                new TargetView(
                    nameOf(pid),
                    "",
                    List.of(),
                    Map.of(),
                    List.of(),
                    List.of(),
                    false,
                    "",
                    List.of(),
                    problem));
          }
        });
    return views;
  }

  private TargetView view(String pid, TargetConfig config) {
    Map<Integer, LogicalUnit> luns =
        specs.stream()
            .filter(spec -> spec.iqn().equals(config.rules().iqn()))
            .findFirst()
            .map(spec -> spec.luns().units())
            .orElse(Collections.emptySortedMap());
    Map<Integer, String> names = new TreeMap<>();
    luns.forEach((number, unit) -> names.put(number, unit.name()));
    List<String> problems = new ArrayList<>();
    if (wrongConfigs.containsKey(pid)) {
      problems.add(wrongConfigs.get(pid));
    }
    config.rules().chap().flatMap(SecretSource::problem).ifPresent(problems::add);
    config.portals().stream()
        .filter(portalFailures::containsKey)
        .forEach(
            portal -> problems.add(PortalAddress.text(portal) + ": " + portalFailures.get(portal)));
    AccessList access = config.rules().access();
    Set<LogicalUnit> inUse = server.inUse(config.rules().iqn());
    return new TargetView(
        nameOf(pid),
        config.rules().iqn(),
        config.portals().stream().map(PortalAddress::text).sorted().toList(),
        names,
        access.names().stream().sorted().toList(),
        access.addresses().stream().map(Object::toString).toList(),
        config.rules().chap().isPresent(),
        config.rules().chap().flatMap(Targets::ownName).orElse(""),
        luns.values().stream().filter(inUse::contains).map(LogicalUnit::name).sorted().toList(),
        String.join("; ", problems));
  }

  private static Optional<String> ownName(SecretSource secrets) {
    try {
      return secrets.now().own().map(ChapSecrets.Credential::name);
    } catch (IOException e) { // told among the problems
      return Optional.empty();
    }
  }

  /** From here on, where nothing is configured, there is a target all the same. */
  synchronized void allowDefault() {
    defaultAllowed = true;
    apply();
  }

  private static String nameOf(String pid) {
    return pid.substring(pid.indexOf('~') + 1);
  }

  private static String source(String pid) {
    return pid.replace('~', '-') + ".cfg";
  }

  private void apply() {
    addArrived();
    Map<String, TargetConfig> wanted = wanted();
    List<TargetSpec> result = new ArrayList<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Map.Entry<String, TargetConfig> entry : wanted.entrySet()) {
      TargetConfig config = entry.getValue();
      LunPlan plan = new LunPlan(config, held(config));
      failures.putAll(plan.failures());
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
    reportNew(failures.values(), unitFailures.values());
    unitFailures = failures;
    Map<InetSocketAddress, String> closed = server.apply(result);
    reportNew(describe(closed), describe(portalFailures));
    portalFailures = closed;
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

  private Map<String, TargetConfig> wanted() {
    if (configured || !defaultAllowed) {
      return configs;
    }
    try {
      return Map.of(DEFAULT, TargetConfig.read(GatewayName.get(), Map.of(), folder));
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults are right", e);
    }
  }

  private static List<String> describe(Map<InetSocketAddress, String> failures) {
    List<String> texts = new ArrayList<>();
    failures.forEach(
        (portal, reason) ->
            texts.add("can't listen on " + PortalAddress.text(portal) + ": " + reason));
    return texts;
  }

  private static void reportNew(Collection<String> now, Collection<String> before) {
    for (String text : new TreeSet<>(now)) {
      if (!before.contains(text)) {
        LOG.error("{}", text);
      }
    }
  }

  /** Why nothing, or not everything, can be reached. */
  synchronized Optional<String> unavailable() {
    List<String> reasons = new ArrayList<>(wrongConfigs.values());
    reasons.addAll(describe(portalFailures));
    boolean anyPortal =
        specs.stream()
            .flatMap(spec -> spec.portals().stream())
            .anyMatch(portal -> server.boundAddress(portal).isPresent());
    return anyPortal || reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", reasons));
  }

  synchronized List<Export> exports() {
    takeUpArrivals();
    IdentityHashMap<LogicalUnit, List<Export>> everywhere = reached();
    Set<LogicalUnit> inUse = server.inUse();
    List<Export> exports = new ArrayList<>();
    for (LogicalUnit unit : units.values()) {
      List<Export> reached = everywhere.getOrDefault(unit, List.of());
      boolean used = inUse.contains(unit);
      exports.addAll(reached);
      if (reached.isEmpty()) {
        exports.add(unreached(unit, used));
      } else if (used && reached.stream().noneMatch(Export::inUse)) {
        exports.add(usedOnly(unit));
      }
    }
    return exports;
  }

  private Export unreached(LogicalUnit unit, boolean used) {
    String own = unitFailures.get(unit.name());
    List<String> reasons = new ArrayList<>(wrongConfigs.values());
    reasons.addAll(describe(portalFailures));
    if (own == null && reasons.isEmpty()) {
      return Export.unassigned(
          unit.name(),
          used,
          "no target has it among its luns yet: target:add-lun TARGET " + unit.name());
    }
    return new Export(unit.name(), "", used, own == null ? String.join("; ", reasons) : own);
  }

  /** By a target that had it, or could be reached, when the session began. */
  private static Export usedOnly(LogicalUnit unit) {
    return Export.unassigned(
        unit.name(),
        true,
        "a session uses it by a target that nobody else could find it at now; see session:list");
  }

  /** One of each target that has it: the numbers may differ. */
  private IdentityHashMap<LogicalUnit, List<Export>> reached() {
    IdentityHashMap<LogicalUnit, List<Export>> reached = new IdentityHashMap<>();
    for (TargetSpec spec : specs) {
      Optional<String> portal =
          spec.portals().stream()
              .flatMap(address -> server.boundAddress(address).stream())
              .map(PortalAddress::text)
              .sorted()
              .findFirst();
      if (portal.isPresent()) {
        String before = "iscsi://" + portal.get() + "/" + spec.iqn() + "/";
        Set<LogicalUnit> used = server.inUse(spec.iqn());
        spec.luns()
            .units()
            .forEach(
                (number, unit) ->
                    reached
                        .computeIfAbsent(unit, any -> new ArrayList<>())
                        .add(new Export(unit.name(), before + number, used.contains(unit), null)));
      }
    }
    return reached;
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
    if (unit.info().isEmpty()) { // no initiator has seen what it is
      numbers.giveBack(name);
    }
    apply();
  }
}
