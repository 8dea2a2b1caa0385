package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The ways to a backstore besides loopback, whoever made them: iSCSI, Fibre Channel … */
public final class OtherFabrics {
  private static final Set<String> LOCAL = Set.of("core", "loopback");

  private final ConfigFs fs;

  public OtherFabrics(ConfigFs fs) {
    this.fs = fs;
  }

  /** Whether a LUN of theirs leads to a backstore: then others than this machine may use it. */
  public boolean leadTo(Path backstore) throws IOException {
    for (String fabric : fs.list(Path.of(""))) {
      if (!LOCAL.contains(fabric) && leads(Path.of(fabric), backstore)) {
        return true;
      }
    }
    return false;
  }

  private boolean leads(Path fabric, Path backstore) throws IOException {
    for (String target : fs.list(fabric)) {
      for (String group : fs.list(fabric.resolve(target))) {
        Path luns = fabric.resolve(target).resolve(group).resolve("lun");
        for (String lun : fs.list(luns)) {
          if (isLink(luns.resolve(lun), backstore)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isLink(Path lun, Path backstore) throws IOException {
    for (String entry : fs.list(lun)) {
      Path link = lun.resolve(entry);
      if (fs.isLink(link) && fs.linkTarget(link).equals(backstore)) {
        return true;
      }
    }
    return false;
  }
}
