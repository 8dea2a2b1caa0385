package io.sluice.tcmu.internal;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.gateway.LogicalUnit;
import io.sluice.tcmu.TcmuDeviceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The transport's configuration. Each logical unit's own keys come before these. */
final class TransportOptions {
  private static final String OUTAGE = "outageMinutes";
  private static final Set<String> OF_A_LUN =
      Set.of(
          "hba",
          "lun",
          "hwMaxSectors",
          "maxDataAreaMb",
          "dataPagesPerBlock",
          "ringSizeMb",
          "cmdTimeOut",
          "qfullTimeOut",
          OUTAGE);

  private final ConfigValues values;

  private TransportOptions(ConfigValues values) {
    this.values = values;
  }

  /** Reads a configuration, and refuses what no disk could be made with. */
  static TransportOptions of(Map<String, ?> properties) throws ConfigException {
    ConfigValues values = new ConfigValues(properties, TransportConfig.class);
    values.requireKnownKeys();
    TransportOptions options = new TransportOptions(values);
    try {
      TcmuDeviceSpec unused = options.builder("any", Map.of()).build();
      Path unusedToo = options.devDirectory();
      int unusedEither = options.outageMinutes(Map.of());
    } catch (IllegalArgumentException e) {
      throw values.problem(e.getMessage());
    }
    return options;
  }

  /** Keys that a logical unit may set too, as {@code tcmu.KEY}. */
  static Set<String> ofALun() {
    return OF_A_LUN;
  }

  String instance() {
    return values.text("instance");
  }

  Path devDirectory() {
    return Path.of(values.text("devDirectory"));
  }

  /**
   * What the disk of a logical unit is to be like.
   *
   * @throws IllegalArgumentException naming the key and where it stands
   */
  TcmuDeviceSpec spec(LogicalUnit lun) {
    Map<String, String> own = lun.transportOptions(TcmuTransport.NAME);
    for (String key : own.keySet()) {
      if (!OF_A_LUN.contains(key)) {
        throw new IllegalArgumentException(
            "%s.%s in the logical unit's configuration means nothing; there are %s"
                .formatted(TcmuTransport.NAME, key, new TreeSet<>(OF_A_LUN)));
      }
    }
    return builder(lun.name(), own)
        .wwn(lun.wwn())
        .serial(lun.serial())
        .inquiryInfo(lun.inquiryInfo())
        .build();
  }

  private TcmuDeviceSpec.Builder builder(String name, Map<String, String> own) {
    return TcmuDeviceSpec.builder(name)
        .instance(instance())
        .hba(number("hba", own))
        .lun(number("lun", own))
        .hwMaxSectors(number("hwMaxSectors", own))
        .maxDataAreaMb(number("maxDataAreaMb", own))
        .dataPagesPerBlock(number("dataPagesPerBlock", own))
        .ringSizeMb(number("ringSizeMb", own))
        .cmdTimeOut(number("cmdTimeOut", own))
        .qfullTimeOut(number("qfullTimeOut", own));
  }

  /**
   * How long a command of this machine waits for a gateway to come back, in minutes.
   *
   * @throws IllegalArgumentException naming the key and where it stands
   */
  int outageMinutes(LogicalUnit lun) {
    return outageMinutes(lun.transportOptions(TcmuTransport.NAME));
  }

  private int outageMinutes(Map<String, String> own) {
    int minutes = number(OUTAGE, own);
    if (minutes < 1 || minutes > TransportConfig.LONGEST_OUTAGE) {
      throw new IllegalArgumentException(
          "%s is from 1 to %d, not %d".formatted(OUTAGE, TransportConfig.LONGEST_OUTAGE, minutes));
    }
    return minutes;
  }

  /** A logical unit's own, else the transport's. */
  private int number(String key, Map<String, String> own) {
    String mine = own.getOrDefault(key, "");
    try {
      return Integer.parseInt(mine.isEmpty() ? values.text(key) : mine);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          mine.isEmpty()
              ? "%s = %s: is a whole number".formatted(key, values.text(key))
              : "%s.%s = %s in the logical unit's configuration: is a whole number"
                  .formatted(TcmuTransport.NAME, key, mine),
          e);
    }
  }
}
