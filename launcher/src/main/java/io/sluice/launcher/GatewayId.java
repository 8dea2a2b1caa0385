package io.sluice.launcher;

import io.sluice.backend.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What distinguishes this gateway's disks from those of all others: WWNs and serial numbers that no
 * configuration sets are made from it. It is made once and kept with the configuration, so that
 * disks which move with their configuration keep their identity.
 */
final class GatewayId {
  private static final String FILE = "gateway-id";

  private GatewayId() {}

  /** Reads the id of the gateway of a folder {@code etc/}, or makes one. */
  static String of(Path etc) throws IOException, Failure {
    Path file = etc.resolve(FILE);
    if (!Files.exists(file)) {
      new AtomicFile(file).write((UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String id = Files.readString(file).strip();
    if (id.isEmpty()) {
      throw new Failure(
          Failure.FAILED,
          file
              + " is empty: write back what it held, or the WWNs of disks will change;"
              + " delete it where there are no disks yet");
    }
    return id;
  }
}
