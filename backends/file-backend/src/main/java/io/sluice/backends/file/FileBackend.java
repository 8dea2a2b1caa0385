package io.sluice.backends.file;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.HandlerPublisher;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Registers a handler for each {@code etc/io.sluice.backend.file-NAME.cfg}. */
@Component(
    service = {},
    configurationPid = "io.sluice.backend.file",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FileBackendConfig.class, factory = true)
public final class FileBackend {
  private final HandlerPublisher publisher;

  @Activate
  public FileBackend(BundleContext context, Map<String, Object> properties) {
    publisher = new HandlerPublisher(context, "file");
    configure(properties);
  }

  @Modified
  void configure(Map<String, Object> properties) {
    publisher.publish(
        new HandlerConfig(properties, FileBackendConfig.class), FileBackend::createHandler);
  }

  @Deactivate
  void deactivate(int reason) {
    publisher.close(reason);
  }

  private static ScsiCmdHandler createHandler(HandlerConfig config) throws ConfigException {
    return new BlockStoreCmdHandler(new FileVolume(spec(config)));
  }

  static FileSpec spec(HandlerConfig config) throws ConfigException {
    try {
      return new FileSpec(
          path(config),
          config.bytes("size"),
          config.flag("create"),
          blockSize(config),
          config.flag("readOnly"),
          config.flag("preallocate"),
          discard(config));
    } catch (IllegalArgumentException e) {
      throw config.problem(e.getMessage());
    }
  }

  private static Path path(HandlerConfig config) throws ConfigException {
    String text = config.requiredText("path");
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw config.problem("path", text, "is no path: " + e.getReason());
    }
    // Started from another folder, the gateway would serve, or even make, another file.
    if (!path.isAbsolute()) {
      throw config.problem("path", text, "is to begin with /");
    }
    return path;
  }

  private static int blockSize(HandlerConfig config) throws ConfigException {
    return config.text("blockSize").isEmpty() ? 0 : config.number("blockSize");
  }

  private static Discard discard(HandlerConfig config) throws ConfigException {
    return Discard.valueOf(config.choice("discard").toUpperCase(Locale.ROOT));
  }
}
