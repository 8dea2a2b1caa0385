package io.sluice.gateway.internal;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.internal.path.HoldLimits;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands for tests, and what is expected of them. */
public final class Commands {
  private Commands() {}

  /** A nexus that has heard of the power on. */
  public static ItNexus attach(LogicalUnit lun, String initiator) {
    ItNexus nexus = lun.attach(initiator, "target");
    nexus.execute(requestSense());
    return nexus;
  }

  public static TestCmd testUnitReady() {
    return TestCmd.of(OperationCode.TEST_UNIT_READY, 0, 0, 0, 0, 0);
  }

  /** READ(10) of one block. */
  public static TestCmd read() {
    return TestCmd.of(OperationCode.READ_10, 0, 0, 0, 0, 0, 0, 0, 1, 0).withDataIn(512);
  }

  /** WRITE(10) of one block. */
  public static TestCmd write() {
    return TestCmd.of(OperationCode.WRITE_10, 0, 0, 0, 0, 0, 0, 0, 1, 0).withDataOut(new byte[512]);
  }

  public static TestCmd inquiry() {
    return TestCmd.of(OperationCode.INQUIRY, 0, 0, 0, 96, 0).withDataIn(96);
  }

  static TestCmd requestSense() {
    return TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 252, 0).withDataIn(252);
  }

  static ScsiResponse attention(AdditionalSense additional) {
    return ScsiResponse.checkCondition(SenseKey.UNIT_ATTENTION, additional);
  }

  private static final TransportTraits TRAITS =
      new TransportTraits(header -> List.of("tcmu;default=true;reservations=kernel"));

  /** The configuration of the disk "disk", with some keys and their values. */
  public static LunConfig config(String... keysAndValues) throws ConfigException {
    Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "io.sluice.lun~disk"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return LunConfig.of(properties, "test", TRAITS);
  }

  /** The configuration with another time for the last commands of a handler. */
  static LunConfig withDrain(LunConfig config, Duration drain) {
    return with(config, config.hold(), drain);
  }

  /** The configuration with another time for which commands are held. */
  static LunConfig withHold(LunConfig config, Duration hold) {
    return with(config, new HoldLimits(hold, config.hold().commands()), config.drain());
  }

  static LunConfig with(LunConfig config, HoldLimits hold, Duration drain) {
    return new LunConfig(
        config.source(),
        config.identity(),
        config.handler(),
        config.transports(),
        config.reservations(),
        config.threads(),
        config.removable(),
        hold,
        drain,
        config.slow(),
        config.options());
  }
}
