package io.sluice.tcmu.internal;

import io.sluice.gateway.LogicalUnit;
import io.sluice.tcmu.TcmuDeviceSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The transport's configuration, as it came: strings, when from a file. Read and checked for each
 * logical unit, whose own keys come before these.
 */
final class TransportOptions {
  private static final String FILE = "felix.fileinstall.filename";
  private static final Set<String> OF_THE_TRANSPORT = Set.of("instance", "devDirectory");
  private static final String OUTAGE = "outageMinutes";
  private static final int LONGEST_OUTAGE = 10_080;
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

  private final Map<String, String> values = new HashMap<>();
  private final String source;

  TransportOptions(Map<String, ?> properties) {
    Object file = properties.get(FILE);
    source =
        file == null
            ? TransportConfig.PID
            : file.toString().substring(file.toString().lastIndexOf('/') + 1);
    properties.forEach((key, value) -> values.put(key, String.valueOf(value).strip()));
  }

  String instance() {
    return text("instance", "default");
  }

  Path devDirectory() {
    return Path.of(text("devDirectory", "/dev/sluice"));
  }

  /** Keys that mean nothing, for a warning. */
  Set<String> unknownKeys() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(OF_THE_TRANSPORT);
    unknown.removeAll(OF_A_LUN);
    unknown.removeIf(
        key ->
            key.startsWith("service.")
                || key.startsWith("component.")
                || key.startsWith("felix.")
                || key.startsWith("osgi."));
    return unknown;
  }

  /** The configuration file's name, or the PID. */
  String source() {
    return source;
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
    Numbers numbers = new Numbers(own);
    TcmuDeviceSpec basic = TcmuDeviceSpec.basic(lun.name());
    return basic
        .withInstance(instance())
        .withWwn(lun.wwn())
        .withSerial(lun.serial())
        .withInquiryInfo(lun.inquiryInfo())
        .withHba(numbers.get("hba", basic.hba()))
        .withLun(numbers.get("lun", basic.lun()))
        .withHwMaxSectors(numbers.get("hwMaxSectors", basic.hwMaxSectors()))
        .withMaxDataAreaMb(numbers.get("maxDataAreaMb", basic.maxDataAreaMb()))
        .withDataPagesPerBlock(numbers.get("dataPagesPerBlock", basic.dataPagesPerBlock()))
        .withRingSizeMb(numbers.get("ringSizeMb", basic.ringSizeMb()))
        .withCmdTimeOut(numbers.get("cmdTimeOut", basic.cmdTimeOut()))
        .withQfullTimeOut(numbers.get("qfullTimeOut", basic.qfullTimeOut()));
  }

  /**
   * How long a command of this machine waits for a gateway to come back, in minutes.
   *
   * @throws IllegalArgumentException naming the key and where it stands
   */
  int outageMinutes(LogicalUnit lun) {
    int minutes =
        new Numbers(lun.transportOptions(TcmuTransport.NAME))
            .get(OUTAGE, DiskPlan.DEFAULT_OUTAGE_MINUTES);
    if (minutes < 1 || minutes > LONGEST_OUTAGE) {
      throw new IllegalArgumentException(
          "%s is from 1 to %d, not %d".formatted(OUTAGE, LONGEST_OUTAGE, minutes));
    }
    return minutes;
  }

  private String text(String key, String otherwise) {
    String value = values.getOrDefault(key, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** Numbers of a logical unit's own options, else of the transport's. */
  private final class Numbers {
    private final Map<String, String> own;

    Numbers(Map<String, String> own) {
      this.own = own;
    }

    int get(String key, int otherwise) {
      String mine = own.getOrDefault(key, "");
      String value = mine.isEmpty() ? text(key, Integer.toString(otherwise)) : mine;
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            mine.isEmpty()
                ? "%s: %s = '%s': a whole number is wanted".formatted(source, key, value)
                : "%s.%s = '%s' in the logical unit's configuration: a whole number is wanted"
                    .formatted(TcmuTransport.NAME, key, value),
            e);
      }
    }
  }
}
