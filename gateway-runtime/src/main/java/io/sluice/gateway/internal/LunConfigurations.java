package io.sluice.gateway.internal;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of logical units: which made which, which could not be used and why. Changed
 * on one thread, asked on any.
 */
final class LunConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger(LunConfigurations.class);

  private final AcceptedConfigurations accepted;
  private final OptionKeys optionKeys;
  private final TransportTraits traits;
  private final GatewayIdentity identity;
  private final Map<String, Lun> luns;
  private final Consumer<LunConfig> maker;
  private final Map<String, FailedConfiguration> failed = new ConcurrentHashMap<>();
  private final Map<String, String> lunOfPid = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> applied = new ConcurrentHashMap<>();

  /**
   * @param headers of the bundles that there are
   * @param luns by name
   * @param maker makes one, so that it is among them
   */
  LunConfigurations(
      AcceptedConfigurations accepted,
      ManifestHeaders headers,
      GatewayIdentity identity,
      Map<String, Lun> luns,
      Consumer<LunConfig> maker) {
    this.accepted = accepted;
    optionKeys = new OptionKeys(headers);
    traits = new TransportTraits(headers);
    this.identity = identity;
    this.luns = luns;
    this.maker = maker;
  }

  /** Takes up a new or changed configuration. */
  void apply(Map<String, Object> properties) {
    String pid = ConfigurationSource.pid(properties);
    Optional<String> question = identity.question();
    if (question.isPresent()) {
      failed.put(pid, new FailedConfiguration(properties, question.get()));
      applied.put(pid, properties);
      return;
    }
    AcceptedConfigurations.Taken<LunConfig> taken =
        accepted.take(
            new ConfigValues(properties, LunMetatype.class),
            serves(pid),
            new IgnoredLunKeys(LunConfig.transports(properties, traits)),
            this::read);
    if (taken.problem().isEmpty()) {
      use(pid, taken.value().get());
      warnOfNote(luns.get(lunOfPid.get(pid)));
    } else {
      refuse(pid, properties, taken.problem().get(), taken.value());
    }
    applied.put(pid, properties);
  }

  /** Tries those again that could not be used. */
  void applyFailed() {
    List.copyOf(failed.values()).forEach(failure -> apply(failure.properties()));
  }

  private LunConfig read(Map<String, ?> properties) throws ConfigException {
    LunConfig config = LunConfig.of(properties, identity.id(), traits);
    ConfigValues values = new ConfigValues(properties, LunMetatype.class);
    optionKeys.require(values, config.options());
    requireDistinct(values, config);
    return config;
  }

  private void use(String pid, LunConfig config) {
    failed.remove(pid);
    Lun known = luns.get(lunOfPid.getOrDefault(pid, config.name()));
    if (known == null) {
      maker.accept(config);
    } else {
      known.reconfigure(config);
    }
    lunOfPid.putIfAbsent(pid, config.name());
  }

  /** What was served goes on, also over a restart. */
  private void refuse(
      String pid, Map<String, Object> properties, ConfigException why, Optional<LunConfig> before) {
    LOG.warn("{}", why.getMessage());
    before.ifPresent(config -> use(pid, config));
    if (serves(pid)) {
      luns.get(lunOfPid.get(pid)).keepConfiguration(why.getMessage());
    } else {
      failed.put(pid, new FailedConfiguration(properties, why.reason()));
    }
  }

  private boolean serves(String pid) {
    return luns.containsKey(lunOfPid.getOrDefault(pid, ""));
  }

  private void requireDistinct(ConfigValues values, LunConfig config) throws ConfigException {
    String mine = lunOfPid.get(values.pid());
    for (Lun lun : luns.values()) {
      if (lun.name().equals(mine)) {
        continue;
      }
      boolean isReturn = lun.isOrphaned() && mine == null;
      if (lun.name().equals(config.name()) && !isReturn) {
        throw values.problem("name", config.name(), lun.config().source() + " has it");
      }
      if (lun.wwn().equals(config.identity().wwn()) && !lun.name().equals(config.name())) {
        throw values.problem("wwn", config.identity().wwn(), "it is that of " + lun.name());
      }
    }
  }

  private static void warnOfNote(Lun lun) {
    if (!lun.configurationNote().isEmpty()) {
      LOG.warn("{}: {}", lun, lun.configurationNote());
    }
  }

  /** Takes up that a configuration is gone. Gives the logical unit that it has made. */
  Optional<Lun> forget(String pid) {
    accepted.forget(pid);
    applied.remove(pid);
    failed.remove(pid);
    Lun lun = luns.get(lunOfPid.getOrDefault(pid, ""));
    lunOfPid.remove(pid);
    return Optional.ofNullable(lun);
  }

  /** A logical unit is gone; what could not be used beside it may be now. */
  void gone(Lun lun) {
    lunOfPid.values().remove(lun.name());
    applyFailed();
  }

  /** What transports let a logical unit set. */
  OptionKeys optionKeys() {
    return optionKeys;
  }

  /** Those that could not be used. */
  Collection<FailedConfiguration> failed() {
    return failed.values();
  }

  boolean hasFailed(String pid) {
    return failed.containsKey(pid);
  }

  /** The PIDs of the configurations that name this logical unit, used or not. */
  Stream<String> pids(String name) {
    return Stream.concat(
        lunOfPid.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .map(Map.Entry::getKey),
        failed.values().stream()
            .filter(failure -> failure.name().equals(name))
            .map(FailedConfiguration::pid));
  }

  /** As it was last taken up, whether or not it could be used; empty where there is none. */
  Map<String, Object> applied(String pid) {
    return applied.getOrDefault(pid, Map.of());
  }
}
