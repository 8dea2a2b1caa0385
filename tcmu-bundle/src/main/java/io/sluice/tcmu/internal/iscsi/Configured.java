package io.sluice.tcmu.internal.iscsi;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.Transport.Export;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A configuration of a target, and how it fares. */
final class Configured {
  /** Begins a problem that passes by itself. */
  static final String WAITS = "nobody can log in yet; it waits for the disks ";

  private static final Logger LOG = LoggerFactory.getLogger(Configured.class);

  private final Map<String, ?> properties;
  private final IscsiTargetConfig config;
  private final Set<String> disks;
  private final boolean vanished;
  private final String wrong;
  private final long since = System.nanoTime();
  private volatile String problem;
  private volatile boolean settled;

  private Configured(
      Map<String, ?> properties,
      IscsiTargetConfig config,
      Collection<String> disks,
      boolean vanished,
      String wrong) {
    this.properties = properties;
    this.config = config;
    this.disks = new TreeSet<>(disks);
    this.vanished = vanished;
    this.wrong = wrong;
    problem = wrong;
  }

  static Configured good(IscsiTargetConfig config, Map<String, ?> properties) {
    return new Configured(properties, config, config.luns().values(), false, "");
  }

  /**
   * A wrong one.
   *
   * @param kept the last good one, which stays in force; null where there was none
   */
  static Configured wrong(String why, Map<String, ?> properties, IscsiTargetConfig kept) {
    Set<String> disks = new TreeSet<>();
    for (String item : new ConfigValues(properties, IscsiTargetMetatype.class).list("luns")) {
      disks.add(item.replaceFirst("\\s*:[^:]*$", ""));
    }
    if (kept != null) {
      disks.addAll(kept.luns().values());
    }
    String told = kept == null ? why : why + AcceptedConfigurations.IN_FORCE;
    return new Configured(properties, kept, disks, false, told);
  }

  /** The same without its file. */
  Configured vanished() {
    return new Configured(properties, config, disks, true, wrong);
  }

  /** What is in force; null when there never was a good one. */
  IscsiTargetConfig config() {
    return config;
  }

  /** The file's keys and values. */
  Map<String, ?> properties() {
    return properties;
  }

  /** Whether it is known what has become of it: {@link #problem} tells. */
  boolean isSettled() {
    return settled || config == null;
  }

  boolean isVanished() {
    return vanished;
  }

  boolean isOf(String iqn) {
    return config != null && config.iqn().equals(iqn);
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Why it is not as it should be; empty when it is. */
  String problem() {
    return problem;
  }

  /**
   * Takes note of how bringing the kernel to it went, and logs what is new.
   *
   * @param found empty when it went well
   */
  void tell(String found) {
    String told = found.isEmpty() ? wrong : config.source() + ": " + found;
    if (!told.equals(problem) && !found.isEmpty()) {
      if (found.startsWith(WAITS)) {
        LOG.info("{}", told);
      } else {
        LOG.warn("{}", told);
      }
    }
    problem = told;
    settled = true;
  }

  /** Adds its problem to the list, for each disk that it should export and does not. */
  void addFailures(List<Export> exports) {
    if (!problem.isEmpty()) {
      for (String disk : disks) {
        exports.add(new Export(disk, "", false, problem));
      }
    }
  }
}
