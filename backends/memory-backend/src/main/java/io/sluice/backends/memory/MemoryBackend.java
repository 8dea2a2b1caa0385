package io.sluice.backends.memory;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Registers a handler for each {@code etc/io.sluice.backend.memory-NAME.cfg}. A changed
 * configuration keeps the disk with its content, also where it makes it larger; one that would lose
 * content is refused.
 */
@Component(
    service = {},
    configurationPid = "io.sluice.backend.memory",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MemoryBackendConfig.class, factory = true)
public final class MemoryBackend {
  private final HandlerPublisher publisher;

  /** The disk; null until there was a configuration that can be used. */
  private MemoryVolume volume;

  private Geometry geometry;

  @Activate
  public MemoryBackend(BundleContext context, Map<String, Object> properties) {
    publisher = new HandlerPublisher(context, "memory");
    configure(properties);
  }

  @Modified
  void configure(Map<String, Object> properties) {
    publisher.publish(
        new HandlerConfig(properties, MemoryBackendConfig.class), this::createHandler);
  }

  @Deactivate
  void deactivate(int reason) {
    publisher.close(reason, this::free);
  }

  private void free() {
    if (volume != null) {
      volume.discard();
    }
  }

  private ScsiCmdHandler createHandler(HandlerConfig config) throws ConfigException {
    adopt(wanted(config), config);
    return new BlockStoreCmdHandler(volume);
  }

  static MemoryVolume wanted(HandlerConfig config) throws ConfigException {
    config.requiredText("size");
    long size = config.bytes("size");
    int blockSize = config.number("blockSize");
    try {
      return new MemoryVolume(config.name(), size, blockSize);
    } catch (IllegalArgumentException e) {
      throw config.problem(e.getMessage());
    }
  }

  private void adopt(MemoryVolume wanted, HandlerConfig config) throws ConfigException {
    Geometry changed = wanted.probe().geometry();
    if (changed.equals(geometry)) {
      return;
    }
    if (volume == null || !volume.isInUse()) {
      volume = wanted;
    } else if (changed.blockSize() == geometry.blockSize() && changed.size() > geometry.size()) {
      volume.grow(changed.size());
    } else {
      throw config.problem(
          "size and blockSize were %d and %d, and the disk is in use or holds data: it can be made larger only; to lose the data, remove the file and write it anew"
              .formatted(geometry.size(), geometry.blockSize()));
    }
    geometry = changed;
  }
}
