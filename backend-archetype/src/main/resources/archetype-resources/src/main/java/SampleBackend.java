package ${package};

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.nio.file.Path;
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

/** Makes a handler of each {@code etc/${package}-NAME.cfg}. */
@Component(
    service = {},
    property = HandlerProperties.BACKEND + "=${backend}",
    configurationPid = "${package}",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SampleBackend.Config.class, factory = true)
public final class SampleBackend {
  private static final int BLOCK_SIZE = 512;

  /** The keys of the configuration, for us and, by Metatype, for the shell. */
  @ObjectClassDefinition(name = "${backend} disk", description = "A disk in a file")
  @interface Config {
    @AttributeDefinition(description = "Name of the handler; the file's NAME unless set")
    String name() default "";

    @AttributeDefinition(description = "The file; made when it is not there")
    String path();

    @AttributeDefinition(description = "Size of the disk, such as 64M")
    String size() default "1M";
  }

  private final HandlerPublisher publisher;

  @Activate
  public SampleBackend(BundleContext context, Map<String, ?> properties) {
    publisher = new HandlerPublisher(context, "${backend}");
    publish(properties);
  }

  /** A changed file makes a new handler beside the old one; the disk goes over to it, or back. */
  @Modified
  void publish(Map<String, ?> properties) {
    publisher.publish(new HandlerConfig(properties, Config.class), SampleBackend::create);
  }

  private static ScsiCmdHandler create(HandlerConfig config) throws ConfigException {
    long size = config.bytes("size");
    if (size < BLOCK_SIZE || size % BLOCK_SIZE != 0) {
      throw config.problem("size", size, "is whole blocks of 512 bytes");
    }
    Path file = Path.of(config.text("path"));
    return new BlockStoreCmdHandler(new SampleVolume(file, size, BLOCK_SIZE, false));
  }

  @Deactivate
  void close(int reason) {
    publisher.close(reason);
  }
}
