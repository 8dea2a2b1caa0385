package io.sluice.example.lba;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Makes a handler of each {@code etc/io.sluice.example.lba-NAME.cfg}. */
@Component(
    service = ScsiCmdHandler.class,
    configurationPid = "io.sluice.example.lba",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = HandlerProperties.BACKEND + "=lba")
public final class LbaBackend extends BlockStoreCmdHandler {
  /** The keys of the configuration. {@code sluice.handler}, the name that LUNs bind to, is among the service's properties because it is among the configuration's. */
  @interface Config {
    /** Size of the disk in 512-byte blocks. */
    long blocks() default 2048;
  }

  @Activate
  public LbaBackend(Config config) {
    super(new LbaVolume(config.blocks()));
  }
}
