package io.sluice.launcher;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What distinguishes this gateway's disks from those of all others: WWNs and serial numbers that no
 * configuration sets are made from it. It is made once and kept with the configuration, so that
 * disks which move with their configuration keep their identity.
 */
final class GatewayId {
  private static final String FILE = "gateway-id";
  private static final int LONGEST = 64 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(GatewayId.class);

  /** As {@link UUID#toString} writes it; disks' WWNs hang on each letter. */
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private GatewayId() {}

  /**
   * Reads the id of a gateway, or makes one. A made one where there was another before is told of:
   * initiators take its disks for new ones.
   *
   * @throws Failure when what is there is none: a gateway never changes its disks' WWNs by itself
   */
  static String of(Places places) throws IOException, Failure {
    Path file = places.etc().resolve(FILE);
    if (!Files.exists(file)) {
      if (hasRun(places)) {
        LOG.warn(
            "{} was gone, though this gateway has run before: a new one is made, and all disks"
                + " without wwn = have other WWNs now, so initiators take them for other disks. To"
                + " undo: stop, write back what it held (from a backup of etc/), start",
            file);
      }
      GatewayOrigin.forget(places);
      new AtomicFile(file).write((UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String id =
        new String(BoundedFile.of(file, LONGEST).read(), StandardCharsets.ISO_8859_1).strip();
    if (!FORM.matcher(id).matches()) {
      throw new Failure(
          Failure.FAILED,
          file
              + (id.isEmpty() ? " is empty" : " is damaged: it holds no UUID")
              + "; write back what it held (from a backup of etc/), or the WWNs of disks will"
              + " change; delete it where there are no disks yet, or where other WWNs do no harm");
    }
    return id;
  }

  /** The framework has kept something from the first start on. */
  private static boolean hasRun(Places places) throws IOException {
    if (!Files.isDirectory(places.framework())) {
      return false;
    }
    try (Stream<Path> kept = Files.list(places.framework())) {
      return kept.findAny().isPresent();
    }
  }
}
