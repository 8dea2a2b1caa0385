package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of targets: which are in force, and what is wrong with the others. Those who
 * call it see to it that one does at a time.
 */
final class TargetConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(TargetConfigurations.class);
  private static final String DEFAULT = "(default)";
  private static final String CHAP_FILE = "chapFile";

  private final AcceptedConfigurations accepted;
  private final Path folder;
  private final Function<TargetConfig, HeldNumbers> held;
  private final Runnable changed;
  private final Map<String, TargetConfig> configs = new TreeMap<>();
  private final Map<String, String> wrongConfigs = new TreeMap<>();
  private final Map<String, Map<String, ?>> properties = new TreeMap<>();

  /** Configurations that have gone while their targets have sessions. */
  private final Set<String> orphans = new TreeSet<>();

  /** Configurations that had never been accepted before this run. */
  private final Set<String> newcomers = new TreeSet<>();

  private boolean defaultAllowed;

  /** Once somebody has configured targets, no disk is ever offered that nobody asked to offer. */
  private boolean configured;

  /**
   * @param folder of the files that they name
   * @param held the LUNs that a target's disks have
   * @param changed is called when others are in force
   */
  TargetConfigurations(
      AcceptedConfigurations accepted,
      Path folder,
      Function<TargetConfig, HeldNumbers> held,
      Runnable changed) {
    this.accepted = accepted;
    this.folder = folder;
    this.held = held;
    this.changed = changed;
  }

  /** Takes up a configuration, new or changed. A wrong one leaves the last good one in force. */
  void configure(String pid, Map<String, ?> values) {
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
      changed.run();
      rereadRefused(); // a name may be free now
      return;
    }
    taken.value().ifPresent(before -> configs.put(pid, before));
    String kept = configs.containsKey(pid) ? AcceptedConfigurations.IN_FORCE : "";
    refused(pid, taken.problem().get().getMessage() + kept);
    changed.run();
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
      changed.run(); // whoever has logged in meanwhile is not to find other disks in its session
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
      held.apply(config).requireFree(config.luns());
    } catch (IllegalArgumentException e) {
      throw new ConfigValues(values, TargetMetatype.class).problem("luns: " + e.getMessage());
    }
  }

  /**
   * It has gone, and its target is served on.
   *
   * @param iqn of the target
   */
  void orphan(String pid, String iqn) {
    String report =
        "%s is gone; %s is served until its last session ends".formatted(source(pid), iqn);
    if (!report.equals(wrongConfigs.put(pid, report))) {
      LOG.warn("{}", report);
    }
    orphans.add(pid);
  }

  boolean isOrphan(String pid) {
    return orphans.contains(pid);
  }

  /** It has gone, and so does its target. */
  void forget(String pid) {
    orphans.remove(pid);
    configs.remove(pid);
    wrongConfigs.remove(pid);
    properties.remove(pid);
    newcomers.remove(pid);
    changed.run();
    rereadRefused();
  }

  /** Reads a configuration again, because a file that it names has changed. */
  void reread(String pid) {
    if (properties.containsKey(pid)) {
      configure(pid, properties.get(pid));
    }
  }

  /** A target whose file of secrets was wrong when it was configured begins when that is right. */
  void lookAgain() {
    List<String> refused = List.copyOf(wrongConfigs.keySet());
    refused.stream()
        .filter(pid -> !orphans.contains(pid))
        .filter(pid -> properties.getOrDefault(pid, Map.of()).containsKey(CHAP_FILE))
        .forEach(this::reread);
  }

  /** A configuration as it was last taken up, whether or not it could be used. */
  Map<String, ?> applied(String pid) {
    return properties.getOrDefault(pid, Map.of());
  }

  /** What it says of its target, where that is in force. */
  Optional<TargetConfig> inForce(String pid) {
    return Optional.ofNullable(configs.get(pid));
  }

  /** From here on, where nothing is configured, there is a target all the same. */
  void allowDefault() {
    defaultAllowed = true;
  }

  /** What is wrong with configurations, by PID; of some, an older one is in force. */
  Map<String, String> problems() {
    return wrongConfigs;
  }

  /** Those in force, by PID. */
  Map<String, TargetConfig> wanted() {
    if (configured || !defaultAllowed) {
      return configs;
    }
    try {
      return Map.of(DEFAULT, TargetConfig.read(GatewayName.get(), Map.of(), folder));
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults are right", e);
    }
  }

  static String nameOf(String pid) {
    return pid.substring(pid.indexOf('~') + 1);
  }

  static String source(String pid) {
    return pid.replace('~', '-') + ".cfg";
  }
}
