package io.sluice.iscsi.internal.configured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the target is called that is there without a configuration. */
final class GatewayName {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private GatewayName() {}

  /** The host's name, without asking the network; {@code gateway} where it has none. */
  static String get() {
    try {
      String name = Files.readString(HOST_NAME).strip();
      return name.isEmpty() || name.equals("(none)") ? "gateway" : name;
    } catch (IOException e) {
      return "gateway";
    }
  }
}
