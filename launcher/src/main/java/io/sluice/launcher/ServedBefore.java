package io.sluice.launcher;

import io.sluice.backend.osgi.AcceptedFolder;
import java.nio.file.Files;

/**
 * Whether a version before this one may have served the configuration with keys that it did not
 * know: what it has served is then served on, and the keys are told of.
 */
final class ServedBefore {
  private ServedBefore() {}

  /** To be asked before the gateway gets its id. */
  static boolean unjudged(Places places) {
    return Files.exists(places.etc().resolve("gateway-id"))
        && !AcceptedFolder.in(places.var()).isJudged();
  }
}
