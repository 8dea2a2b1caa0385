package io.sluice.example.lba;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
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
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Makes a handler of each {@code etc/io.sluice.example.lba-NAME.cfg}. */
@Component(
    service = {},
    property = HandlerProperties.BACKEND + "=lba",
    configurationPid = "io.sluice.example.lba",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LbaBackend.Config.class, factory = true)
public final class LbaBackend {
  /** The keys of the configuration, for us and, by Metatype, for the shell. */
  @ObjectClassDefinition(name = "LBA disk", description = "A disk whose blocks tell their address")
  @interface Config {
    @AttributeDefinition(description = "Name of the handler; the file's NAME unless set")
    String name() default "";

    @AttributeDefinition(description = "Size of the disk, such as 64M")
    String size() default "1M";
  }

  private final HandlerPublisher publisher;

  @Activate
  public LbaBackend(BundleContext context, Map<String, ?> properties) {
    publisher = new HandlerPublisher(context, "lba");
    publish(properties);
  }

  @Modified
  void publish(Map<String, ?> properties) {
    publisher.publish(new HandlerConfig(properties, Config.class), LbaBackend::create);
  }

  private static ScsiCmdHandler create(HandlerConfig config) throws ConfigException {
    long size = config.bytes("size");
    if (size < LbaVolume.BLOCK_SIZE) {
      throw config.problem("size", size, "is at least one block of 512 bytes");
    }
    return new BlockStoreCmdHandler(new LbaVolume(size));
  }

  @Deactivate
  void close(int reason) {
    publisher.close(reason);
  }
}
