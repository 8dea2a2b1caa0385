package io.sluice.tcmu.internal.iscsi;

import io.sluice.tcmu.internal.kernel.ConfigFs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells the backstores of this gateway from those of others.
 *
 * @param instance whose they are
 */
record OwnBackstores(ConfigFs fs, String instance) {
  /** The logical unit of a backstore of ours; empty for another's. */
  Optional<String> disk(Path backstore) {
    String name = backstore.getFileName().toString();
    try {
      String devConfig = fs.read(backstore.resolve("attrib/dev_config"));
      return devConfig.equals("sluice/" + instance + "/" + name)
          ? Optional.of(name)
          : Optional.empty();
    } catch (IOException gone) {
      return Optional.empty(); // no TCMU backstore, or one that vanishes
    }
  }
}
