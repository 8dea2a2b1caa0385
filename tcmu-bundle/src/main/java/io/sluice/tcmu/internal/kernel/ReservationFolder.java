package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the kernel writes persistent reservations that are to outlive it: {@code pr} in the folder
 * that its {@code dbroot} names. It writes with every registration, and where there is no folder it
 * registers the key, but tells the initiator that the disk is not ready.
 */
public final class ReservationFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ReservationFolder.class);
  private static final Path ROOT = Path.of("dbroot");

  private final ConfigFs fs;

  public ReservationFolder(ConfigFs fs) {
    this.fs = fs;
  }

  /** Makes it when it is missing. Where that fails, disks work, but for reservations. */
  public void makeIfMissing() {
    if (!fs.exists(ROOT)) {
      return;
    }
    try {
      Path folder = Path.of(fs.read(ROOT), "pr");
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        LOG.info("{} made, where the kernel keeps reservations", folder);
      }
    } catch (IOException e) {
      LOG.warn(
          "Initiators can't register for persistent reservations: can't make {}", e.getMessage());
    }
  }
}
