package io.sluice.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
      write(file, UUID.randomUUID().toString());
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

  private static void write(Path file, String id) throws IOException {
    Path whole = file.resolveSibling("." + FILE + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            whole,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true); // the name too
    }
  }
}
