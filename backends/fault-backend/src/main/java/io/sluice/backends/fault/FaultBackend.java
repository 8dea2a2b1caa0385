package io.sluice.backends.fault;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.StoreLayers;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Registers a handler for each {@code etc/io.sluice.backend.fault-NAME.cfg}. A changed
 * configuration puts its own rules in the place of all others.
 */
@Component(
    immediate = true,
    service = FaultBackend.class,
    configurationPid = "io.sluice.backend.fault",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FaultBackendConfig.class, factory = true)
public final class FaultBackend {
  private final StoreLayers layers;
  private final HandlerPublisher publisher;
  private volatile String name = "";
  private volatile FaultVolume volume;
  private volatile Random chance = new Random();

  @Activate
  public FaultBackend(
      BundleContext context, Map<String, Object> properties, @Reference StoreLayers layers) {
    this.layers = layers;
    publisher = new HandlerPublisher(context, "fault");
    configure(properties);
  }

  @Modified
  void configure(Map<String, Object> properties) {
    publisher.publish(new HandlerConfig(properties, FaultBackendConfig.class), this::createHandler);
  }

  @Deactivate
  void deactivate(int reason) {
    if (volume != null) {
      volume.rules().clear(); // nothing may hang for good in what is to go
    }
    publisher.close(reason);
  }

  private ScsiCmdHandler createHandler(HandlerConfig config) throws ConfigException {
    Volume below = below(config);
    long seed = seed(config);
    FaultRules rules = rules(config, seed);
    if (volume != null) {
      volume.rules().clear();
    }
    name = config.name();
    chance = new Random(seed);
    volume = new FaultVolume(below, rules, config.bytes("cache"));
    return new BlockStoreCmdHandler(volume);
  }

  private Volume below(HandlerConfig config) throws ConfigException {
    String on = config.requiredText("on");
    LayerAccess access = config.flag("readOnly") ? LayerAccess.READ_ONLY : LayerAccess.WRITABLE;
    try {
      return layers.layer(URI.create(on), config.name(), access);
    } catch (IllegalArgumentException e) {
      throw config.problem("on", on, e.getMessage());
    }
  }

  /** Refuses what no handler could be made of, as far as is known without what is below. */
  static void require(HandlerConfig config) throws ConfigException {
    String on = config.requiredText("on");
    try {
      URI unused = URI.create(on);
    } catch (IllegalArgumentException e) {
      throw config.problem("on", on, e.getMessage());
    }
    boolean unusedFlag = config.flag("readOnly");
    FaultRules unusedRules = rules(config, seed(config));
    long unusedBytes = config.bytes("cache");
  }

  private static long seed(HandlerConfig config) throws ConfigException {
    try {
      return Long.parseLong(config.text("seed"));
    } catch (NumberFormatException e) {
      throw config.problem("seed", config.text("seed"), "is a whole number");
    }
  }

  private static FaultRules rules(HandlerConfig config, long seed) throws ConfigException {
    FaultRules rules = new FaultRules(seed);
    for (String rule : config.text("rules").split(";", -1)) {
      if (!rule.isBlank()) {
        try {
          rules.add(rule);
        } catch (IllegalArgumentException e) {
          throw config.problem("rules", rule.strip(), e.getMessage());
        }
      }
    }
    return rules;
  }

  /** The handler's name. */
  String name() {
    return name;
  }

  /** The volume; null as long as there was no configuration that can be used. */
  FaultVolume volume() {
    return volume;
  }

  /** Chances of power cuts. */
  Random chance() {
    return chance;
  }
}
