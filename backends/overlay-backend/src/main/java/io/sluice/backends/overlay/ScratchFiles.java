package io.sluice.backends.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of scratch overlays. One whose configuration comes back while a handler of the one
 * before still serves is the same file.
 */
final class ScratchFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchFiles.class);

  /** How many configurations want each. Guarded by the class. */
  private static final Map<Path, Integer> USERS = new HashMap<>();

  private ScratchFiles() {}

  /**
   * A configuration wants it, the first one empty: what is there is of a gateway that was killed.
   */
  static synchronized void begin(Path path) {
    if (USERS.merge(path, 1, Integer::sum) == 1) {
      delete(path);
    }
  }

  /** A configuration wants it no more; after the last one it is gone. */
  static synchronized void end(Path path) {
    if (USERS.merge(path, -1, Integer::sum) == 0) {
      USERS.remove(path);
      delete(path);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("the scratch overlay {} can't be deleted: {}", path, e.getMessage());
    }
  }
}
